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

export interface TrainingRunOptions<Batch> {
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
  epochs: number;
  /** Epochs without a better validation before it stops. */
  patience: number;
  seed: number;
  warmup: number;
  schedule: Schedule;
  clipNorm: number | null;
  onEpoch?: (event: EpochEvent) => void;
  onBatch?: (event: BatchEvent) => void;
  signal?: AbortSignal;
  checkpoint?: CheckpointOptions;
}

export interface FitResult {
  history: EpochEvent[];
  bestEpoch: number;
  bestValidation: number;
}
