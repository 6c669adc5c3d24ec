import { execFileSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { projectFolder } from '../../notebook/project-folder';
import type { Finding } from './finding';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export function inspectNode(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return {
    key: 'node',
    title: 'Node',
    state: isNewEnough ? 'ok' : 'missing',
    text: `${process.versions.node} (${process.execPath})`,
    ...(isNewEnough ? {} : { cure: 'install Node 20.19 or newer of the 20 line, or 22.12 or newer' }),
    facts: {
      version: process.versions.node,
      path: process.execPath,
      platform: process.platform,
      arch: process.arch,
    },
  };
}

/** Those that matrix products profit from, as the system spells them; empty where it does not tell. */
function instructionSets(): string[] {
  const telling =
    /^(sse4_?[12]|sse4\.[12]|avx\d*|avx[\d_]*\w*|fma|f16c|amx_\w+|asimd\w*|neon|sve\d?|bf16|i8mm)$/i;
  try {
    const text =
      process.platform === 'linux'
        ? (/^(?:flags|Features)\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '')
        : execFileSync('sysctl', ['-n', 'machdep.cpu.features', 'machdep.cpu.leaf7_features'], {
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'ignore'],
          });
    return text
      .toLowerCase()
      .split(/\s+/)
      .filter((name) => telling.test(name));
  } catch {
    return process.arch === 'arm64' ? ['neon'] : [];
  }
}

export function inspectInstructionSets(): Finding {
  const names = instructionSets();
  const cpu = { model: cpus()[0]?.model.trim() ?? 'unknown processor', cores: availableParallelism() };
  return {
    key: 'instructionSets',
    title: 'Instruction sets',
    state: names.length ? 'ok' : 'note',
    text: `${names.join(' ') || 'the system does not tell'} (${cpu.model}, ${cpu.cores} cores)`,
    facts: { names, ...cpu },
  };
}

export function inspectDisk(): Finding {
  const { bavail, bsize } = statfsSync(projectFolder());
  const freeBytes = bavail * bsize;
  const isTight = freeBytes < 1e9;
  return {
    key: 'disk',
    title: 'Disk',
    state: isTight ? 'note' : 'ok',
    text: `${gigabytes(freeBytes)} free`,
    ...(isTight ? { cure: 'free some space: checkpoints and reports need about 1 GB' } : {}),
    facts: { freeBytes, folder: projectFolder() },
  };
}

export function inspectMemory(): Finding {
  const isSmall = totalmem() < 4e9;
  return {
    key: 'memory',
    title: 'Memory',
    state: isSmall ? 'note' : 'ok',
    text: `${gigabytes(freemem())} free of ${gigabytes(totalmem())}`,
    ...(isSmall ? { cure: 'the full profile needs up to 4 GB; use the profile small' } : {}),
    facts: { freeBytes: freemem(), totalBytes: totalmem() },
  };
}
