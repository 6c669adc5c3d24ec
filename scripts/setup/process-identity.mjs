import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When the process began, in the system's own words; '' where it is gone. A process number alone may be used again. */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isZombie = fields[0] === 'Z' || fields[0] === 'X';
      return isZombie ? '' : fields[19];
    }
    if (process.platform === 'win32') {
      process.kill(pid, 0);
      return 'alive';
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** What to write down about a process so that it can be recognised later. */
export function identityOf(pid) {
  return { pid, start: startOf(pid) };
}

/** Whether the very process that was written down still runs. */
export function isStillRunning(identity) {
  const start = startOf(identity.pid);
  return start !== '' && start === identity.start;
}

/** Ends a process and all that it started (it leads a group of its own, see run-command.mjs). */
export function endGroup(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // gone already
  }
}
