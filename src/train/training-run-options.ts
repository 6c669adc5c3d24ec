import type * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../random';
import type { Parameter } from '../tensor/parameter';
import type { CheckpointOptions } from './checkpoint';
import type { Schedule } from './learning-rate';
import type { BatchEvent, EpochEvent } from './training-state';

/** Parameters that share an optimizer. */
export interface ParameterGroup {
  parameters: readonly Parameter[];
  /** Peak of the schedule. */
  learningRate: number;
  weightDecay: number;
}

/** How long a training runs, at what pace, who hears of it and what is kept of it. */
export interface RunControl {
  epochs: number;
  /** Epochs without a better validation metric before it stops. */
  patience: number;
  seed: number;
  /** Share of all steps over which the learning rates rise from 0. */
  warmup: number;
  schedule: Schedule;
  /** Largest joint norm of the gradients; null sets no limit. */
  clipNorm: number | null;
  onEpoch?: (event: EpochEvent) => void;
  onBatch?: (event: BatchEvent) => void;
  signal?: AbortSignal;
  /** Where to keep what a killed run needs to go on; the same call resumes. Its key says what `validate` reads. */
  checkpoint?: CheckpointOptions;
}

export interface TrainingRunOptions<Batch> extends RunControl {
  /** Named in errors. */
  name: string;
  groups: readonly ParameterGroup[];
  /** The batches of one epoch, as many in each. */
  batches: (random: Random) => Batch[];
  rowsOf: (batch: Batch) => number;
  /** Called before each batch, outside of the differentiation. */
  prepare?: (batch: Batch) => void;
  /** The mean loss over the batch's rows, within a tidy, with dropout drawing from `random`; epochs count from 0. */
  loss: (batch: Batch, random: Random, epoch: number) => tf.Scalar;
  /** The validation metric, smaller is better, after each epoch; within a tidy. */
  validate: () => number;
}

export interface FitResult {
  history: EpochEvent[];
  bestEpoch: number;
  bestValidation: number;
}
