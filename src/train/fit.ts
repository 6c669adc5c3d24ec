import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../errors';
import type { Random } from '../random';
import type { Parameter } from '../tensor/parameter';
import type { CheckpointOptions } from './checkpoint';
import type { Schedule } from './learning-rate';
import { lastOf, TrainingRun } from './training-run';
import type { FitResult, ParameterGroup } from './training-run-options';
import type { BatchEvent, EpochEvent } from './training-state';

export type { FitResult };

export interface FitOptions {
  parameters: readonly Parameter[];
  /** Number of training rows; an epoch visits each once in random order. */
  rows: number;
  /** The mean loss over these rows, within a tidy, with dropout drawing from `random`; epochs count from 0. */
  loss: (rows: Int32Array, random: Random, epoch: number) => tf.Scalar;
  /** The validation metric, smaller is better, after each epoch; within a tidy. */
  validate: () => number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** Peaks of those parameters that learn at a rate of their own; none unless given. */
  learningRates?: ReadonlyMap<Parameter, number>;
  weightDecay: number;
  /** Epochs without a better validation before it stops. */
  patience: number;
  seed: number;
  /** Share of all steps over which the learning rate rises from 0; none unless given. */
  warmup?: number;
  /** After the warm-up; `constant` unless given. */
  schedule?: Schedule;
  /** Largest joint norm of the gradients; no limit unless given. */
  clipNorm?: number;
  onEpoch?: (event: EpochEvent) => void;
  onBatch?: (event: BatchEvent) => void;
  signal?: AbortSignal;
  /** Where to keep what a killed run needs to go on; the same call resumes. */
  checkpoint?: CheckpointOptions;
}

const fitOptions = [
  'parameters',
  'rows',
  'loss',
  'validate',
  'epochs',
  'batchSize',
  'learningRate',
  'learningRates',
  'weightDecay',
  'patience',
  'seed',
  'warmup',
  'schedule',
  'clipNorm',
  'onEpoch',
  'onBatch',
  'signal',
  'checkpoint',
] as const;

/**
 * Trains by AdamW over shuffled batches, keeps the weights of the epoch that validation likes best and ends with them.
 * The same seed gives the same weights, also when the process was killed and the same call resumed from `checkpoint`.
 * @throws Error if the loss is not finite, InputError if the checkpoint is another run's, or the signal's reason
 */
export function fit(options: FitOptions): FitResult {
  return lastOf(fitSteps(options));
}

/** `fit`, one step at a time: it trains as its steps are asked for. */
export function* fitSteps(options: FitOptions): Generator<void, FitResult> {
  checkOptions('fit', options, fitOptions);
  const { parameters, rows, batchSize, learningRate, learningRates, weightDecay, checkpoint, ...rest } =
    options;
  const run = new TrainingRun<Int32Array>({
    ...rest,
    name: 'fit',
    groups: groupsOf(options),
    batches: (random) => slices(random.permutation(rows), batchSize),
    rowsOf: (batch) => batch.length,
    warmup: options.warmup ?? 0,
    schedule: options.schedule ?? 'constant',
    clipNorm: options.clipNorm ?? null,
    checkpoint: checkpoint && {
      ...checkpoint,
      key: `${checkpoint.key} ${rows} rows in batches of ${batchSize}`,
    },
  });
  return yield* run.steps();
}

/** One group for each rate, that of `learningRate` first. */
function groupsOf({ parameters, learningRate, learningRates, weightDecay }: FitOptions): ParameterGroup[] {
  const rateOf = (parameter: Parameter) => learningRates?.get(parameter) ?? learningRate;
  const rates = new Set([learningRate, ...parameters.map(rateOf)]);
  return [...rates].map((rate) => ({
    parameters: parameters.filter((parameter) => rateOf(parameter) === rate),
    learningRate: rate,
    weightDecay,
  }));
}

/** An order cut into batches, the last of which may be short. */
export function slices(order: Int32Array, size: number): Int32Array[] {
  const count = Math.ceil(order.length / size);
  return Array.from({ length: count }, (_, b) => order.subarray(b * size, (b + 1) * size));
}
