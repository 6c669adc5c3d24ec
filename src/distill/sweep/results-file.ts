import { appendJsonLine, readJsonLines } from '../../files/json-lines';

/** What a trial gave; null stands for a number that was not finite. */
export type Metrics = Readonly<Record<string, number | null>>;

/** One finished trial, one line of the results file. */
export interface TrialResult<Trial extends object> {
  /** Hash of the settings and the sweep's context */
  readonly key: string;
  readonly trial: Trial;
  readonly metrics: Metrics;
  readonly durationMs: number;
}

/**
 * The finished trials that a file holds. A last line without its end was cut by a kill: it is taken off, so that its
 * trial runs again.
 * @throws InputError with file and line if any other line does not read
 */
export function readResults<Trial extends object>(path: string): TrialResult<Trial>[] {
  return readJsonLines({
    path,
    isLine: ({ key, trial, metrics }) =>
      typeof key === 'string' && trial instanceof Object && metrics instanceof Object,
    what: "a trial's result",
    loss: 'the trial runs again',
  });
}

/** Adds one line and returns when it is on the disk. */
export function appendResult<Trial extends object>(path: string, result: TrialResult<Trial>): void {
  appendJsonLine(path, result);
}
