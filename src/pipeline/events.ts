import type { EpochEvent } from '../train/training-state';

/** What a listener hears of a run; progress bars, logs and trackers stand behind it. */
export type PipelineEvent =
  | { kind: 'stage'; split: string; stage: string; detail: string }
  | { kind: 'progress'; split: string; stage: string; done: number; total: number }
  | {
      kind: 'soft targets';
      split: string;
      stage: string;
      /** [rows, classes], row-major, unscaled: a sample of what the teacher said. */
      logits: Float32Array;
      classes: number;
      /** At which students may learn from it. */
      temperatures: readonly number[];
    }
  | { kind: 'epoch'; split: string; stage: string; event: EpochEvent };

export type PipelineListener = (event: PipelineEvent) => void;
