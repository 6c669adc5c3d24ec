import { setTimeout as sleep } from 'node:timers/promises';
import { checkOptions, InputError } from '../errors';
import type { LostJob } from './conductor/board';
import { Conductor } from './conductor/conductor';
import type { ConductorOptions } from './conductor/conductor-options';
import type { JobResult, Json } from './job';
import type { SweepCounts, SweepEvent, SweepListener, SweepOutcome } from './sweep-event';

export interface RunSweepOptions extends Omit<ConductorOptions, 'onEvent'> {
  /** For people. */
  readonly name: string;
  /** What was asked for, as the first event says it. */
  readonly settings: Json;
  /** Stops the whole after so long, to go on later; null for no limit. */
  readonly limitSeconds: number | null;
  /** Between two looks at what runs. */
  readonly pollMs: number;
  readonly onEvent?: SweepListener;
  /** Stops what runs and comes back. */
  readonly signal?: AbortSignal;
}

export interface SweepSummary {
  /** `complete`: all has a result; `incomplete`: some failed or was skipped; `stopped`: there is more to do. */
  readonly outcome: SweepOutcome;
  /** Why it was stopped; null where it was not. */
  readonly reason: string | null;
  readonly counts: SweepCounts;
  readonly results: ReadonlyMap<string, JobResult>;
  readonly lost: readonly LostJob[];
  readonly seconds: number;
}

const known = [
  ...['name', 'settings', 'planner', 'executor', 'store', 'command', 'logFolder', 'retries', 'leaseMs'],
  ...['othersMs', 'limitSeconds', 'pollMs', 'onEvent', 'signal'],
];

function checkNumbers(options: RunSweepOptions): void {
  const { retries, leaseMs, othersMs, pollMs, limitSeconds } = options;
  if (!Number.isInteger(retries) || retries < 0)
    throw new InputError(`runSweep: retries must be a whole number of at least 0, found ${retries}`);
  for (const [name, value] of Object.entries({ leaseMs, othersMs, pollMs, limitSeconds }))
    if (value !== null && !(value > 0))
      throw new InputError(`runSweep: ${name} must be above 0, found ${value}`);
}

/** A full disk stops the sweep, and loses nothing. */
function explain(error: unknown, { store }: RunSweepOptions): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new InputError(
    `${store.place}: the disk is full (${(error as Error).message}); all results so far are kept: make room and resume the sweep`,
  );
}

/**
 * Runs a sweep's jobs: those without a result in the store, each after what it needs, as many at a time as the executor
 * has room for. Whatever is killed, one job or the conductor itself, calling it again does only what is missing; several
 * conductors may share one store. A job that fails is tried again, then reported with the end of its log, and the others
 * go on; those that need it are skipped.
 * @throws InputError for jobs that wait for one another, numbers that make no sense, or a full disk
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepSummary> {
  checkOptions('runSweep', options, known);
  checkNumbers(options);
  const started = performance.now();
  const listener = options.onEvent ?? (() => {});
  // what is found at the beginning is told after the event that says that there is one
  let early: SweepEvent[] | null = [];
  const onEvent: SweepListener = (event) => (early === null ? listener(event) : early.push(event));
  const conductor = new Conductor({ ...options, onEvent });
  try {
    await conductor.begin();
    const found = early;
    early = null;
    const { name: sweep, settings, store, executor } = options;
    const { counts } = conductor;
    const about = { sweep, conductor: conductor.watch.id, place: store.place, executor: executor.name };
    onEvent({ kind: 'started', ...about, settings, counts });
    for (const event of found) onEvent(event);
    const reason = await conduct(conductor, options, started);
    if (reason === null) await conductor.end();
    const summary = summarise(conductor, reason, (performance.now() - started) / 1000);
    const { outcome, seconds } = summary;
    onEvent({ kind: 'finished', outcome, reason, seconds, counts: summary.counts });
    return summary;
  } catch (error) {
    throw explain(error, options);
  } finally {
    // where even that fails, the lease ends by itself
    await conductor.watch.leave().catch(() => undefined);
  }
}

/** @returns why it was stopped, null where all is over */
async function conduct(
  conductor: Conductor,
  { pollMs, limitSeconds, signal }: RunSweepOptions,
  started: number,
): Promise<string | null> {
  for (;;) {
    const isLate = limitSeconds !== null && (performance.now() - started) / 1000 > limitSeconds;
    if (isLate || signal?.aborted) {
      await conductor.stop();
      return isLate ? `its ${limitSeconds} s were over` : 'it was asked to stop';
    }
    if (await conductor.step()) return null;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function summarise({ board, counts }: Conductor, reason: string | null, seconds: number): SweepSummary {
  const { results, lost } = board;
  const outcome = reason !== null ? 'stopped' : lost.size > 0 ? 'incomplete' : 'complete';
  return { outcome, reason, counts, results, lost: [...lost.values()], seconds };
}
