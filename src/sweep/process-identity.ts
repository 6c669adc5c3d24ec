import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as it can be recognised later; a number alone may be used again. */
export interface ProcessIdentity {
  /** Machine, its boot and, on Linux, its space of process numbers: containers of one machine have several. */
  readonly machine: string;
  readonly pid: number;
  /** When it began, in the system's own words. */
  readonly start: string;
}

function orEmpty(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

let ownMachine: string | null = null;

/** This machine, since it was started. */
export function machineIdentity(): string {
  ownMachine ??= [
    hostname(),
    orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  ].join('/');
  return ownMachine;
}

/** '' where it is gone. */
function startOf(pid: number): string {
  if (process.platform === 'linux')
    return orEmpty(() => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? '' : fields[19];
    });
  if (process.platform === 'win32') return orEmpty(() => (process.kill(pid, 0) ? 'alive' : ''));
  return orEmpty(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }));
}

export function identityOf(pid: number): ProcessIdentity {
  return { machine: machineIdentity(), pid, start: startOf(pid) };
}

/** Whether the very process still runs; null where it is another machine's, which cannot be known from here. */
export function isRunning({ machine, pid, start }: ProcessIdentity): boolean | null {
  if (machine !== machineIdentity()) return null;
  return start !== '' && startOf(pid) === start;
}

/** Memory in use, in bytes; 0 where it is gone or the system does not say. */
export function residentBytes(pid: number): number {
  if (process.platform === 'win32') return 0;
  const found =
    process.platform === 'linux'
      ? orEmpty(() => /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '')
      : orEmpty(() => execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return Number(found) * 1024;
}
