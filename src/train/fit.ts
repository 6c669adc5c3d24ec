import * as tf from '@tensorflow/tfjs-node';
import { Random } from '../random';
import { AdamW } from '../tensor/adam-w';
import { clipByGlobalNorm, valueAndGradients } from '../tensor/gradients';
import { type Parameter, restore, snapshot } from '../tensor/parameter';

/** What one epoch of training came to. */
export interface EpochEvent {
  epoch: number;
  epochs: number;
  /** Mean loss over the epoch's batches. */
  trainLoss: number;
  /** What `validate` gave; smaller is better. */
  validation: number;
  isBest: boolean;
  seconds: number;
}

export interface FitOptions {
  parameters: readonly Parameter[];
  /** Number of training rows; an epoch visits each once in random order. */
  rows: number;
  /** The loss over these rows, within a tidy, with dropout drawing from `random`. */
  loss: (rows: Int32Array, random: Random) => tf.Scalar;
  /** The validation metric, smaller is better, after each epoch. */
  validate: () => number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** Epochs without a better validation before it stops. */
  patience: number;
  seed: number;
  /** Share of all steps over which the learning rate rises from 0. */
  warmup?: number;
  /** `cosine` falls to 0 at the last step; `constant` stays after the warm-up. */
  schedule?: 'constant' | 'cosine' | 'linear';
  clipNorm?: number;
  onEpoch?: (event: EpochEvent) => void;
  onBatch?: (event: { epoch: number; batch: number; batches: number; loss: number }) => void;
  signal?: AbortSignal;
}

export interface FitResult {
  history: EpochEvent[];
  bestEpoch: number;
  bestValidation: number;
}

/** The learning rate at `step` of `steps` as a share of its peak. */
export function rateAt(options: {
  step: number;
  steps: number;
  warmup: number;
  schedule: 'constant' | 'cosine' | 'linear';
}): number {
  const { step, steps, warmup, schedule } = options;
  const warm = Math.round(steps * warmup);
  if (step < warm) return (step + 1) / warm;
  const progress = (step - warm) / Math.max(1, steps - warm);
  if (schedule === 'cosine') return 0.5 * (1 + Math.cos(Math.PI * progress));
  return schedule === 'linear' ? 1 - progress : 1;
}

/**
 * Trains by AdamW over shuffled batches, keeps the weights of the epoch that validation likes best and ends with them.
 * The same seed gives the same weights.
 * @throws Error if the loss is not finite, or the signal's reason when stopped
 */
export function fit(options: FitOptions): FitResult {
  const { parameters, epochs, patience } = options;
  const random = new Random(options.seed);
  const optimizer = new AdamW({ parameters, weightDecay: options.weightDecay });
  const history: EpochEvent[] = [];
  let best = { epoch: -1, validation: Number.POSITIVE_INFINITY, weights: snapshot(parameters) };
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const start = performance.now();
      const trainLoss = trainEpoch(options, epoch, optimizer, random);
      const validation = tf.tidy(options.validate);
      const isBest = validation < best.validation;
      if (isBest) best = { epoch, validation, weights: snapshot(parameters) };
      const seconds = (performance.now() - start) / 1000;
      history.push({ epoch, epochs, trainLoss, validation, isBest, seconds });
      options.onEpoch?.(history[history.length - 1]);
      if (epoch - best.epoch >= patience) break;
    }
  } finally {
    optimizer.dispose();
  }
  restore(parameters, best.weights);
  return { history, bestEpoch: best.epoch, bestValidation: best.validation };
}

function trainEpoch(options: FitOptions, epoch: number, optimizer: AdamW, random: Random): number {
  const { parameters, rows, batchSize, epochs, warmup = 0, schedule = 'constant' } = options;
  const order = random.permutation(rows);
  const batches = Math.ceil(rows / batchSize);
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    options.signal?.throwIfAborted();
    const chosen = order.subarray(batch * batchSize, Math.min(rows, (batch + 1) * batchSize));
    const { value, gradients } = valueAndGradients({
      parameters,
      loss: () => options.loss(chosen, random),
    });
    if (!Number.isFinite(value)) {
      throw new Error(
        `fit: the loss is ${value} in epoch ${epoch + 1}, batch ${batch + 1}; a smaller learningRate (now ${options.learningRate}) or a clipNorm may help`,
      );
    }
    if (options.clipNorm !== undefined) clipByGlobalNorm(gradients, options.clipNorm);
    const step = epoch * batches + batch;
    const share = rateAt({ step, steps: epochs * batches, warmup, schedule });
    optimizer.step({ gradients, learningRate: options.learningRate * share });
    sum += value * chosen.length;
    options.onBatch?.({ epoch, batch, batches, loss: value });
  }
  return sum / rows;
}
