import { labelsOf, pairsOf } from '../data/labels';
import type { Split } from '../data/split';
import { type DistillOptions, distill } from '../distill/distill';
import { InputError } from '../errors';
import { createStudent, type StudentName } from '../models/rating/create-student';
import { predictLogits } from '../models/rating/predict-logits';
import type { RatingModel } from '../models/rating/rating-model';
import { Random } from '../random';
import type { FitResult } from '../train/fit';
import type { EpochEvent } from '../train/training-state';
import type { StudentSettings } from './settings';
import type { SoftSource } from './soft-pairs';
import { rmseOfLogits } from './teacher';
import { trainOnce } from './trained-cache';

/** The ways of training a student that every comparison holds side by side. */
export type Method = 'scratch' | 'smoothed' | 'distilled';

export const methods: readonly Method[] = ['scratch', 'smoothed', 'distilled'];

/** All that decides one training of one student. */
export interface StudentTrial {
  readonly student: StudentName;
  readonly method: Method;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1 and 0 where nothing is distilled. */
  readonly temperature: number;
  readonly alpha: number;
  readonly seed: number;
}

export interface TrainStudentOptions {
  readonly split: Split;
  readonly trial: StudentTrial;
  readonly settings: StudentSettings;
  /** The teacher's word on unobserved pairs. */
  readonly soft: SoftSource;
  /** Keeps the weights there; null trains anew. */
  readonly cacheFolder: string | null;
  /** In place of the built-in loss, for experiments; such a training is never kept, so cacheFolder must be null. */
  readonly lossOf?: DistillOptions['lossOf'];
  readonly onEpoch?: (event: EpochEvent) => void;
  readonly signal?: AbortSignal;
}

/** Trains one student as its trial says; the caller disposes the model. */
export function trainStudent(options: TrainStudentOptions): { model: RatingModel; result: FitResult } {
  const { split, trial, settings, soft, cacheFolder, lossOf } = options;
  if (lossOf !== undefined && cacheFolder !== null) {
    throw new InputError(
      'trainStudent: cacheFolder must be null beside a lossOf, which no cache key can tell apart',
    );
  }
  const { data } = split;
  const { dimensions } = settings;
  const model = createStudent({
    student: trial.student,
    data,
    train: split.train,
    dimensions,
    seed: trial.seed,
  });
  const heldOut = { pairs: pairsOf(data, split.validation), labels: labelsOf(data, split.validation) };
  const train = () =>
    distill({
      student: model,
      train: { ...pairsOf(data, split.train), labels: labelsOf(data, split.train) },
      softTargets: trial.method === 'distilled' ? soft.pairs : null,
      temperature: trial.temperature,
      alpha: trial.alpha,
      softPairsPerRow: soft.perRow,
      labelSmoothing: trial.method === 'smoothed' ? settings.labelSmoothing : 0,
      validate: () =>
        rmseOfLogits({
          logits: predictLogits({ model, pairs: heldOut.pairs }),
          labels: heldOut.labels,
          levels: data.levels,
        }),
      epochs: settings.epochs,
      patience: settings.patience,
      batchSize: settings.batchSize,
      learningRate: trial.learningRate,
      weightDecay: trial.weightDecay,
      schedule: 'cosine',
      seed: new Random(trial.seed).fork('student training').seed,
      onEpoch: options.onEpoch,
      signal: options.signal,
      lossOf,
    });
  if (cacheFolder === null) return { model, result: strip(train()) };
  const { epochs, patience, batchSize, labelSmoothing } = settings;
  const teacher = trial.method === 'distilled' ? { hash: soft.hash, perRow: soft.perRow } : null;
  const budget = { dimensions, epochs, patience, batchSize, labelSmoothing };
  const key = { what: 'student', split: split.hash, trial, budget, teacher };
  const { result } = trainOnce({
    folder: cacheFolder,
    key,
    parameters: model.parameters,
    train: () => strip(train()),
  });
  return { model, result };
}

/** Without the model, which is not JSON. */
function strip({ history, bestEpoch, bestValidation }: FitResult): FitResult {
  return { history, bestEpoch, bestValidation };
}
