import { setImmediate } from 'node:timers/promises';
import { checkOptions, InputError } from '../../errors';
import { appendResult, type Metrics, readResults, type TrialResult } from './results-file';
import { trialKey } from './trial-key';

/** Sent after each trial. */
export interface TrialEvent<Trial extends object> {
  readonly result: TrialResult<Trial>;
  /** Trials finished, those of earlier runs included. */
  readonly done: number;
  readonly total: number;
  /** At the mean pace of the trials of this run. */
  readonly timeLeftMs: number;
}

export interface SweepOptions<Trial extends object> {
  readonly trials: readonly Trial[];
  /** One trial's metrics, on validation data. */
  readonly run: (trial: Trial, signal: AbortSignal) => Promise<Readonly<Record<string, number>>>;
  /** JSON lines; made where it is missing. */
  readonly resultsPath: string;
  /**
   * What else the results depend on, such as hashes of data, split and teacher: rows of another context in the same
   * file are not taken for this sweep's.
   */
  readonly context: string;
  readonly onTrial?: (event: TrialEvent<Trial>) => void;
  readonly signal?: AbortSignal;
}

const known = ['trials', 'run', 'resultsPath', 'context', 'onTrial', 'signal'];

function keysOf(trials: readonly object[], context: string): string[] {
  const positions = new Map<string, number>();
  return trials.map((trial, i) => {
    const key = trialKey(trial, context);
    const earlier = positions.get(key);
    if (earlier !== undefined) {
      throw new InputError(
        `sweep: trials ${earlier} and ${i} are the same, ${JSON.stringify(trial)}; give each a seed of its own`,
      );
    }
    positions.set(key, i);
    return key;
  });
}

/** JSON knows no NaN: a trial that diverged has null there, and is never chosen. */
function finiteOrNull(metrics: Readonly<Record<string, number>>): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}

/**
 * Runs trials one after the other and keeps each result as it ends, so that a sweep that was killed goes on with what
 * is missing: a row is on the disk before the next trial starts, and rows are found by their settings' hash, in
 * whatever order the trials stand.
 * @returns one result a trial, in the trials' order
 * @throws InputError if two trials are the same or the results file is damaged; whatever `run` throws, with the
 *   trials before it kept; the signal's reason when it is aborted
 */
export async function sweep<Trial extends object>(
  options: SweepOptions<Trial>,
): Promise<TrialResult<Trial>[]> {
  checkOptions('sweep', options, known);
  const { trials, run, resultsPath, context, onTrial } = options;
  const signal = options.signal ?? new AbortController().signal;
  const keys = keysOf(trials, context);
  const finished = new Map(readResults<Trial>(resultsPath).map((result) => [result.key, result]));
  const missing = trials.filter((_, i) => !finished.has(keys[i]));
  const started = performance.now();
  for (const [i, trial] of missing.entries()) {
    // Lets signals and timers in between trials whose work never yields.
    await setImmediate();
    signal.throwIfAborted();
    const trialStarted = performance.now();
    const metrics = finiteOrNull(await run(trial, signal));
    const now = performance.now();
    const result = { key: trialKey(trial, context), trial, metrics, durationMs: now - trialStarted };
    appendResult(resultsPath, result);
    finished.set(result.key, result);
    const left = missing.length - i - 1;
    onTrial?.({
      result,
      done: trials.length - left,
      total: trials.length,
      timeLeftMs: ((now - started) / (i + 1)) * left,
    });
  }
  return keys.map((key) => finished.get(key) as TrialResult<Trial>);
}
