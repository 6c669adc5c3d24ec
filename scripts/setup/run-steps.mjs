import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { asSetupError, SetupError } from './failure.mjs';
import { endGroup, identityOf, isStillRunning } from './process-identity.mjs';
import { runCommand } from './run-command.mjs';
import { keyOf, Stamp } from './stamp.mjs';

/** A command that outlived a killed set-up would write beside ours: it is ended first. */
function endOrphan(state) {
  if (state?.status === 'begun' && state.child && isStillRunning(state.child))
    endGroup(state.child.pid, 'SIGKILL');
}

function checkDisk(step, context) {
  const { bavail, bsize } = statfsSync(context.root);
  const free = bavail * bsize;
  if (step.needsBytes === undefined || free >= step.needsBytes) return;
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new SetupError({
    code: 'disk-full',
    problem: `the disk is nearly full: this step needs ${gigabytes(step.needsBytes)}, ${gigabytes(free)} are free in ${context.root}`,
    cure: 'Free some space, then run this again.',
  });
}

/** What a step is given while it runs: its log, a way to run commands, a way to say something. */
function jobOf({ step, stamp, context, report }) {
  const log = join(context.work, 'logs', `${step.name}.log`);
  mkdirSync(join(context.work, 'logs'), { recursive: true });
  rmSync(log, { force: true });
  return {
    log,
    note: (text) => report.note(text),
    progress: (text) => report.progress(text),
    command: (options) =>
      runCommand({
        cwd: context.root,
        env: context.env,
        log,
        onStart: (pid) => stamp.begin(identityOf(pid)),
        onLine: (line) => report.progress(line),
        ...options,
      }),
  };
}

async function runStep({ step, stamp, context, report, number, total, wasInterrupted }) {
  report.begin({ step, number, total });
  const start = Date.now();
  try {
    checkDisk(step, context);
    stamp.begin();
    await step.run(context, jobOf({ step, stamp, context, report }), { wasInterrupted });
    const seconds = (Date.now() - start) / 1000;
    stamp.done({ key: keyOf(await step.inputs(context)), products: await step.products(context), seconds });
    report.end({ step, seconds });
  } catch (error) {
    throw Object.assign(asSetupError(error), { step });
  }
}

/**
 * Brings every step to its end, in order; a step that was done from the same inputs, and whose files are all there,
 * is left alone. A step that was killed half-way runs again.
 * @returns how many steps ran
 * @throws SetupError, with `step` on it
 */
export async function runSteps({ steps, context, report, redo }) {
  let ran = 0;
  for (const [index, step] of steps.entries()) {
    const stamp = new Stamp(context, step.name);
    const before = stamp.read();
    endOrphan(before);
    if (redo !== step.name) {
      const key = keyOf(await step.inputs(context));
      if (stamp.holds(key)) continue;
      if (before === undefined && (await step.adopt?.(context))) {
        stamp.done({ key, products: await step.products(context), seconds: 0 });
        continue;
      }
    }
    const wasInterrupted = before?.status === 'begun' || redo === step.name;
    await runStep({ step, stamp, context, report, number: index + 1, total: steps.length, wasInterrupted });
    ran++;
  }
  return ran;
}
