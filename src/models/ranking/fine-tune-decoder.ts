import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import { batchesByLength, type ContinuationExample, continuationLoss, type GptDecoder } from '../../language';
import type { Random } from '../../random';
import { hashWeights } from '../../tensor';
import type { CheckpointOptions } from '../../train/checkpoint';
import type { Schedule } from '../../train/learning-rate';
import { TrainingRun } from '../../train/training-run';
import type { FitResult } from '../../train/training-run-options';
import type { BatchEvent, EpochEvent } from '../../train/training-state';

export interface FineTuneDecoderOptions {
  /** With adapters attached; they are all that is trained. */
  decoder: GptDecoder;
  /** Prompts and what followed them, as `rankingExample` makes them. */
  train: readonly ContinuationExample[];
  validation: readonly ContinuationExample[];
  /** Most tokens a step, padding included; examples of like length go together. */
  tokensPerBatch: number;
  /** Peak of the schedule; 1e-4 to 1e-3 is usual for adapters. */
  learningRate: number;
  weightDecay: number;
  epochs: number;
  /** Epochs without a better validation loss before it stops. */
  patience: number;
  /** Share of all steps over which the learning rate rises from 0. */
  warmup: number;
  schedule: Schedule;
  /** Largest joint norm of the gradients; null sets no limit. */
  clipNorm: number | null;
  seed: number;
  onEpoch?: (event: EpochEvent) => void;
  onBatch?: (event: BatchEvent) => void;
  signal?: AbortSignal;
  /** Where to keep what a killed run needs to go on; the same call resumes. */
  checkpoint?: CheckpointOptions;
}

const fineTuneDecoderOptions = [
  ...[
    'decoder',
    'train',
    'validation',
    'tokensPerBatch',
    'learningRate',
    'weightDecay',
    'epochs',
    'patience',
  ],
  ...['warmup', 'schedule', 'clipNorm', 'seed', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Teaches a decoder, through its low-rank adapters, to write what users took next. The loss is `continuationLoss`, the
 * cross-entropy of the continuations' tokens; ends with the adapters of the epoch with the best validation loss. The
 * pretrained weights do not move.
 * @throws InputError if the decoder has no adapters or there is no example; else as `fit`
 */
export function fineTuneDecoder(options: FineTuneDecoderOptions): FitResult {
  checkOptions('fineTuneDecoder', options, fineTuneDecoderOptions);
  const { decoder, train, validation, tokensPerBatch, learningRate, weightDecay, checkpoint } = options;
  const { epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal } = options;
  const parameters = decoder.adapters?.parameters;
  if (parameters === undefined) {
    throw new InputError(
      'fineTuneDecoder: expected a decoder with adapters, found none; call attachAdapters first',
    );
  }
  if (train.length === 0 || validation.length === 0) {
    throw new InputError(
      `fineTuneDecoder: expected examples to train and to validate on, found ${train.length} and ${validation.length}`,
    );
  }
  const lossOf = (examples: readonly ContinuationExample[], random: Random | null) =>
    continuationLoss({ decoder, examples, training: random !== null, random });
  const run = new TrainingRun<readonly ContinuationExample[]>({
    ...{ epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal },
    name: 'fineTuneDecoder',
    groups: [{ parameters, learningRate, weightDecay }],
    batches: (random) => batchesOf(train, tokensPerBatch, random),
    rowsOf: countTokens,
    loss: lossOf,
    validate: () =>
      validationLoss(batchesOf(validation, tokensPerBatch, null), (batch) => lossOf(batch, null)),
    checkpoint: checkpoint && { ...checkpoint, key: runKey(options) },
  });
  return run.toTheEnd();
}

function batchesOf(
  examples: readonly ContinuationExample[],
  tokensPerBatch: number,
  random: Random | null,
): ContinuationExample[][] {
  const lengths = examples.map(({ prompt, continuation }) => prompt.length + continuation.length);
  return batchesByLength({ lengths, tokensPerBatch, random }).map((batch) =>
    Array.from(batch, (i) => examples[i]),
  );
}

/** What the loss is a mean over. */
const countTokens = (examples: readonly ContinuationExample[]): number =>
  examples.reduce((sum, { continuation }) => sum + continuation.length, 0);

function validationLoss(
  batches: readonly (readonly ContinuationExample[])[],
  lossOf: (batch: readonly ContinuationExample[]) => tf.Scalar,
): number {
  let sum = 0;
  let tokens = 0;
  for (const batch of batches) {
    const count = countTokens(batch);
    sum += count * tf.tidy(() => lossOf(batch).dataSync()[0]);
    tokens += count;
  }
  return sum / tokens;
}

/** What changes the result and is not seen by the run itself. */
function runKey({ checkpoint, decoder, tokensPerBatch, train, validation }: FineTuneDecoderOptions): string {
  const settings = JSON.stringify({ tokensPerBatch, adapters: decoder.adapters?.options });
  const rows = [...train, ...validation].flatMap(({ prompt, continuation }) => [prompt, continuation]);
  return sha256(checkpoint?.key ?? '', settings, hashWeights(decoder.parameters), ...rows);
}
