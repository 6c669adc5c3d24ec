import * as tf from '@tensorflow/tfjs-node';
import { sha256 } from '../files/hash';
import { Random } from '../random';
import { AdamW } from '../tensor/adam-w';
import { clipByGlobalNorm, disposeGradients, valueAndGradients } from '../tensor/gradients';
import { type Gradient, hashWeights, type Parameter } from '../tensor/parameter';
import { CheckpointFolder } from './checkpoint';
import { rateAt } from './learning-rate';
import { collectArrays, restoreArrays } from './run-arrays';
import type { FitResult, TrainingRunOptions } from './training-run-options';
import type { TrainingState } from './training-state';

/** A training run: its state, its weights and moments, and the way from one step to the next. */
export class TrainingRun<Batch> {
  readonly parameters: readonly Parameter[];
  readonly optimizers: readonly AdamW[];
  best: Float32Array[];
  private readonly random: Random;
  private readonly checkpoints: CheckpointFolder | null;
  private state: TrainingState;

  constructor(private readonly options: TrainingRunOptions<Batch>) {
    const { groups, seed, checkpoint } = options;
    this.parameters = groups.flatMap((group) => group.parameters.filter((p) => p.trainable));
    this.optimizers = groups.map(
      ({ parameters, weightDecay }) =>
        new AdamW({ parameters: parameters.filter((p) => p.trainable), weightDecay }),
    );
    this.random = new Random(seed);
    this.checkpoints = checkpoint ? new CheckpointFolder(checkpoint, this.key(checkpoint.key)) : null;
    this.best = this.parameters.map((p) => p.data());
    this.state = {
      epoch: 0,
      batch: 0,
      lossSum: 0,
      rowsSeen: 0,
      randomAtEpoch: this.random.position(),
      randomNow: this.random.position(),
      history: [],
      bestEpoch: -1,
      bestValidation: null,
      optimizerSteps: groups.map(() => 0),
    };
  }

  /** Trains to the end and leaves the best epoch's weights in the parameters. */
  toTheEnd(): FitResult {
    return lastOf(this.steps());
  }

  /** The same, one step at a time, so that several runs can go on side by side. */
  *steps(): Generator<void, FitResult> {
    try {
      this.resume();
      while (!this.isOver()) yield* this.epoch();
    } finally {
      for (const optimizer of this.optimizers) optimizer.dispose();
    }
    this.parameters.forEach((parameter, i) => {
      parameter.assign(this.best[i]);
    });
    const { history, bestEpoch, bestValidation } = this.state;
    return { history, bestEpoch, bestValidation: bestValidation ?? Number.POSITIVE_INFINITY };
  }

  private isOver(): boolean {
    const { epoch, bestEpoch } = this.state;
    return epoch > 0 && (epoch >= this.options.epochs || epoch - 1 - bestEpoch >= this.options.patience);
  }

  /** Of all that changes the result and can be seen from here. */
  private key(given: string): string {
    const { epochs, patience, seed, warmup, schedule, clipNorm, groups } = this.options;
    const rates = groups.map(({ learningRate, weightDecay }) => ({ learningRate, weightDecay }));
    const settings = JSON.stringify({ epochs, patience, seed, warmup, schedule, clipNorm, rates });
    return sha256(given, settings, hashWeights(this.parameters));
  }

  private resume(): void {
    const checkpoint = this.checkpoints?.read() ?? null;
    if (checkpoint === null) return;
    this.state = checkpoint.state;
    this.best = restoreArrays(this, checkpoint.arrays, this.state.optimizerSteps);
  }

  private writeCheckpoint(batchesAnEpoch: number): void {
    if (this.checkpoints === null) return;
    this.state.randomNow = this.random.position();
    this.state.optimizerSteps = this.optimizers.map((optimizer) => optimizer.state().steps);
    this.checkpoints.write(this.stepNumber(batchesAnEpoch), {
      state: this.state,
      arrays: collectArrays(this),
    });
  }

  private *epoch(): Generator<void, void> {
    const { state, options } = this;
    let start = performance.now();
    let milliseconds = 0;
    this.random.moveTo(state.randomAtEpoch);
    const batches = options.batches(this.random);
    // A run that resumes within an epoch draws its batches again and goes on where it was.
    if (state.batch > 0) this.random.moveTo(state.randomNow);
    while (state.batch < batches.length) {
      options.signal?.throwIfAborted();
      this.step(batches);
      const everySteps = options.checkpoint?.everySteps;
      if (everySteps && state.batch < batches.length && this.stepNumber(batches.length) % everySteps === 0) {
        this.writeCheckpoint(batches.length);
      }
      // What other runs do meanwhile is not this one's time.
      milliseconds += performance.now() - start;
      yield;
      start = performance.now();
    }
    this.closeEpoch((milliseconds + performance.now() - start) / 1000);
    const everyEpochs = options.checkpoint?.everyEpochs ?? 1;
    if (state.epoch % everyEpochs === 0 || this.isOver()) this.writeCheckpoint(batches.length);
  }

  private step(batches: Batch[]): void {
    const { state, options } = this;
    const batch = batches[state.batch];
    options.prepare?.(batch);
    const { value, gradients } = valueAndGradients({
      parameters: this.parameters,
      loss: () => options.loss(batch, this.random, state.epoch),
    });
    if (!Number.isFinite(value)) {
      disposeGradients(gradients);
      throw new Error(
        `${options.name}: the loss is ${value} in epoch ${state.epoch + 1}, batch ${state.batch + 1}; a smaller learningRate (now ${options.groups.map((g) => g.learningRate).join(', ')}) or a clipNorm may help`,
      );
    }
    if (options.clipNorm !== null) clipByGlobalNorm(gradients, options.clipNorm);
    this.update(gradients, batches.length);
    const rows = options.rowsOf(batch);
    state.lossSum += value * rows;
    state.rowsSeen += rows;
    options.onBatch?.({ epoch: state.epoch, batch: state.batch, batches: batches.length, loss: value });
    state.batch++;
  }

  private update(gradients: ReadonlyMap<Parameter, Gradient>, batchesAnEpoch: number): void {
    const { groups, epochs, warmup, schedule } = this.options;
    const steps = epochs * batchesAnEpoch;
    const share = rateAt({ step: this.stepNumber(batchesAnEpoch), steps, warmup, schedule });
    groups.forEach(({ parameters, learningRate }, g) => {
      const members = new Set(parameters);
      const own = new Map([...gradients].filter(([parameter]) => members.has(parameter)));
      if (own.size === 0) return;
      this.optimizers[g].step({ gradients: own, learningRate: learningRate * share });
    });
  }

  private stepNumber(batchesAnEpoch: number): number {
    return this.state.epoch * batchesAnEpoch + this.state.batch;
  }

  private closeEpoch(seconds: number): void {
    const { state, options } = this;
    const validation = tf.tidy(options.validate);
    if (Number.isNaN(validation)) {
      throw new Error(
        `${options.name}: validate gave NaN after epoch ${state.epoch + 1}; is there a validation row, and is the learningRate small enough?`,
      );
    }
    const isBest = state.bestValidation === null || validation < state.bestValidation;
    if (isBest) {
      state.bestEpoch = state.epoch;
      state.bestValidation = validation;
      this.best = this.parameters.map((p) => p.data());
    }
    const trainLoss = state.lossSum / state.rowsSeen;
    state.history.push({
      epoch: state.epoch,
      epochs: options.epochs,
      trainLoss,
      validation,
      isBest,
      seconds,
    });
    state.epoch++;
    state.batch = state.lossSum = state.rowsSeen = 0;
    state.randomAtEpoch = this.random.position();
    options.onEpoch?.(state.history[state.history.length - 1]);
  }
}

/** What a run gives once all its steps are done. */
export function lastOf<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
