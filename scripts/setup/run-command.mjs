import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { diagnose, SetupError } from './failure.mjs';
import { endGroup } from './process-identity.mjs';

const running = new Set();

/** A signal that ends the set-up also ends all that it has started. */
export function endOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => {
      for (const pid of running) endGroup(pid, 'SIGKILL');
      process.exit(130);
    });
}

function explain({ command, args, output, log, code, signal, seconds }) {
  const how = seconds
    ? `took longer than ${seconds} s`
    : signal
      ? `was ended by ${signal}`
      : `ended with ${code}`;
  const shown = `${command} ${args.slice(0, 3).join(' ')}${args.length > 3 ? ' …' : ''}`;
  const known = diagnose(output);
  const tail = output.trim().split('\n').slice(-12).join('\n    ');
  return new SetupError({
    code: known?.code ?? (seconds ? 'too-slow' : 'command-failed'),
    problem: `${known ? `${known.problem}; ` : ''}"${shown}" ${how}:\n    ${tail}`,
    cure: known?.cure ?? 'Read the lines above; once the cause is mended, run this again.',
    log,
  });
}

/**
 * Runs a command to its end in a process group of its own, without a shell, its output going to the log.
 * @param onStart called with the process number, so that a later run can find it if this one is killed
 * @returns all that it wrote
 * @throws SetupError with the cure where the cause is known
 */
export function runCommand({ command, args, cwd, env, log, timeoutSeconds, onStart, onLine }) {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32';
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      shell: isWindows && /\.(cmd|bat)$/.test(command),
    });
    const chunks = [];
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      endGroup(child.pid, 'SIGKILL');
    }, timeoutSeconds * 1000);
    const take = (chunk) => {
      chunks.push(chunk);
      appendFileSync(log, chunk);
      for (const line of chunk.toString('utf8').split(/[\r\n]+/)) if (line.trim()) onLine?.(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('spawn', () => {
      running.add(child.pid);
      onStart?.(child.pid);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child.pid);
      const output = Buffer.concat(chunks).toString('utf8');
      if (code === 0) resolve(output);
      else reject(explain({ command, args, output, log, code, signal, seconds: isLate && timeoutSeconds }));
    });
  });
}
