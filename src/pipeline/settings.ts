import type { StudentName } from '../models/rating/create-student';
import type { StudentBudget } from './student-budget';

/** How the language model itself is trained on the ratings, before the heads are. */
export interface FineTuningSettings {
  /** 0 leaves the language model as it came. */
  readonly epochs: number;
  /** Items a step, each with all its training ratings. */
  readonly itemsPerBatch: number;
  /** Passes of the head alone over all rows, after each of the language model's epochs. */
  readonly headPasses: number;
  readonly learningRate: number;
  readonly headLearningRate: number;
  readonly weightDecay: number;
  /** Share of the steps over which the rates rise from 0. */
  readonly warmup: number;
  readonly clipNorm: number;
  /** Layers kept as they came, from below. */
  readonly frozenLayers: number;
}

/** How the teacher is made: a language model's text vectors and an ensemble of heads on top of them. */
export interface TeacherSettings {
  /** Heads trained from different seeds; the teacher's word is the log of their mean probability. */
  readonly members: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly dimensions: number;
  readonly hidden: number;
  readonly dropout: number;
  readonly fineTuning: FineTuningSettings;
  /** Longer texts are cut. */
  readonly maxTokens: number;
}

export interface StudentSettings extends StudentBudget {
  readonly students: readonly StudentName[];
  /** Of the label-smoothing control. */
  readonly labelSmoothing: number;
}

export interface DistillationSettings {
  readonly temperatures: readonly number[];
  readonly alphas: readonly number[];
  /** Pairs that nobody rated, for the teacher to score; at most nine tenths of those there are. */
  readonly unobservedPairs: number;
  /** Exponent by which items' popularity weighs in the draw. */
  readonly popularity: number;
  readonly softPairsPerRow: number;
}

export interface PipelineSettings {
  readonly teacher: TeacherSettings;
  readonly student: StudentSettings;
  readonly distillation: DistillationSettings;
  /** Of the students of the final comparison; the first one is the search's. */
  readonly seeds: readonly number[];
}

/** Rates and sizes that are common for BERT-like models; the epochs are each profile's own. */
const gentleFineTuning: Omit<FineTuningSettings, 'epochs'> = {
  itemsPerBatch: 32,
  headPasses: 2,
  learningRate: 3e-5,
  headLearningRate: 2e-3,
  weightDecay: 0.05,
  warmup: 0.1,
  clipNorm: 1,
  frozenLayers: 0,
};

export type ProfileName = 'small' | 'full';

/** `small` runs in minutes, for a first look and for tests; `full` is for results. */
export const profiles: Readonly<Record<ProfileName, PipelineSettings>> = {
  small: {
    teacher: {
      members: 2,
      epochs: 12,
      batchSize: 256,
      learningRate: 3e-3,
      weightDecay: 0.1,
      dimensions: 32,
      hidden: 64,
      dropout: 0.3,
      fineTuning: { ...gentleFineTuning, epochs: 2 },
      maxTokens: 64,
    },
    student: {
      students: ['mf', 'linear'],
      dimensions: 8,
      epochs: 30,
      patience: 4,
      batchSize: 512,
      learningRates: [1e-2],
      weightDecays: [0.3, 1, 3],
      labelSmoothing: 0.1,
    },
    distillation: {
      temperatures: [1, 2, 4],
      alphas: [1, 3, 10],
      unobservedPairs: 100_000,
      popularity: 0.5,
      softPairsPerRow: 2,
    },
    seeds: [1, 2, 3],
  },
  full: {
    teacher: {
      members: 5,
      epochs: 12,
      batchSize: 1024,
      learningRate: 1.5e-3,
      weightDecay: 0.1,
      dimensions: 32,
      hidden: 64,
      dropout: 0.4,
      fineTuning: { ...gentleFineTuning, epochs: 2 },
      maxTokens: 64,
    },
    student: {
      students: ['mf', 'linear', 'linear-ids', 'mlp'],
      dimensions: 8,
      epochs: 30,
      patience: 5,
      batchSize: 2048,
      learningRates: [1e-2, 2e-2, 4e-2],
      weightDecays: [0.3, 1, 2, 4],
      labelSmoothing: 0.1,
    },
    distillation: {
      temperatures: [1, 2, 4],
      alphas: [3, 10],
      unobservedPairs: 600_000,
      popularity: 0.5,
      softPairsPerRow: 4,
    },
    seeds: [1, 2, 3],
  },
};
