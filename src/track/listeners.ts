import type { Tracker } from './training-event';

/** What training says of an epoch, as far as trackers need it. */
export interface TrackedEpoch {
  /** Counted from 0. */
  readonly epoch: number;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validation: number;
  readonly seconds: number;
}

/** What a sweep says of a trial, as far as trackers need it. */
export interface TrackedTrial {
  readonly done: number;
  readonly total: number;
  readonly result: { readonly metrics: Readonly<Record<string, number>> };
}

/**
 * An `onEpoch` for training that feeds a tracker.
 * @example
 * const tracker = tensorBoardTracker({ folder: 'runs' });
 * await fit({ ...options, onEpoch: trackEpochs({ tracker, run: 'student/seed-1' }) });
 * tracker.close();
 */
export function trackEpochs(options: {
  readonly tracker: Tracker;
  readonly run: string;
}): (epoch: TrackedEpoch) => void {
  const { tracker, run } = options;
  return ({ epoch, epochs, trainLoss, validation, seconds }) => {
    const done = epoch + 1;
    const values = {
      'loss/train': trainLoss,
      'metric/validation': validation,
      'time/epoch_seconds': seconds,
    };
    tracker.record({ kind: 'scalars', run, step: done, values });
    const label = `epoch ${done} of ${epochs}, validation ${validation.toFixed(4)}`;
    tracker.record({ kind: 'progress', run, label, done, total: epochs });
  };
}

/** An `onTrial` for a sweep that feeds a tracker. */
export function trackTrials(options: {
  readonly tracker: Tracker;
  readonly run: string;
}): (trial: TrackedTrial) => void {
  const { tracker, run } = options;
  return ({ done, total, result }) => {
    tracker.record({ kind: 'scalars', run, step: done, values: result.metrics });
    tracker.record({ kind: 'progress', run, label: `trial ${done} of ${total}`, done, total });
  };
}
