import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../redact';
import { closeOpenRuns } from '../spool/close-open-runs';
import type { TrackTarget } from '../target';
import type { RunStatus } from '../training-event';
import { sendSession } from './send-session';

/** The first line that the training process writes to this one; credentials are told so, as arguments are public. */
export interface SenderTask {
  readonly folder: string;
  readonly targets: readonly TrackTarget[];
  /** So long it goes on when training has ended, or has died. */
  readonly graceMs: number;
}

/** The last line, before the end of the input; without it, training has died. */
export interface SenderEnd {
  readonly status: RunStatus;
}

/** A sender before this one may have died so lately that its lock still counts. */
async function sendWithLock(options: Parameters<typeof sendSession>[0]): Promise<void> {
  while (!options.stop.aborted) {
    if ((await sendSession(options)) !== null) return;
    await sleep(500, undefined, { signal: options.stop }).catch(() => {});
  }
}

/** Sends what the training process writes to its spool, until its end and a little longer. */
async function main(): Promise<void> {
  // an interrupt of the terminal reaches this process too; it ends with its input
  process.on('SIGINT', () => {});
  setPriority(10);
  const lines = createInterface({ input: process.stdin });
  const words = lines[Symbol.asyncIterator]();
  const task: SenderTask = JSON.parse((await words.next()).value);
  const ending = new AbortController();
  const stop = new AbortController();
  const { folder, targets, graceMs } = task;
  const isEnding = () => ending.signal.aborted;
  const sending = sendWithLock({
    ...{ folder, targets, isEnding, ending: ending.signal, stop: stop.signal },
    mostFailures: Number.POSITIVE_INFINITY,
  });
  const last = await words.next();
  const { status }: SenderEnd = last.done ? { status: 'killed' } : JSON.parse(last.value);
  const timer = setTimeout(() => stop.abort(), graceMs);
  try {
    closeOpenRuns(folder, status);
  } finally {
    ending.abort();
    await sending;
    clearTimeout(timer);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${reasonOf(error)}\n`, () => process.exit(1));
  },
);
