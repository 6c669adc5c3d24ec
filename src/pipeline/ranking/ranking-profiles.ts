import type { ProfileName } from '../settings';
import type { RankingSettings, RankingTeacherSettings } from './ranking-settings';

const teacher: Omit<RankingTeacherSettings, 'kinds' | 'members' | 'epochs' | 'dimensions' | 'textTuning'> = {
  layers: 2,
  heads: 2,
  dropout: 0.3,
  patience: 5,
  batchSize: 128,
  learningRate: 2e-3,
  weightDecay: 0.5,
  maxTokens: 64,
  textDecay: 0.6,
  pairDecay: 0.7,
  pairWindow: 3,
  memberWeights: [0, 0.25, 0.5, 1, 2, 4],
  textWeights: [0, 2.5, 5, 7.5, 10, 15, 20],
  pairWeights: [0, 0.5, 1, 2, 3, 4, 6, 8],
};

const textTuning: RankingTeacherSettings['textTuning'] = {
  epochs: 3,
  sequencesPerBatch: 24,
  sequencesPerEpoch: 1600,
  learningRate: 1e-4,
  weightDecay: 0.01,
  warmup: 0.1,
  clipNorm: 1,
  frozenLayers: 0,
  temperature: 0.1,
  historyDecay: 0.6,
  historyItems: 20,
  maxTokens: 32,
};

/** `small` runs in minutes, for a first look and for tests; `full` is for results. */
export const rankingProfiles: Readonly<Record<ProfileName, RankingSettings>> = {
  small: {
    maxLength: 20,
    teacher: {
      ...teacher,
      kinds: ['text-sequential'],
      members: 1,
      epochs: 8,
      dimensions: 64,
      textTuning: null,
    },
    student: {
      students: ['sasrec', 'mean-of-history'],
      dimensions: 16,
      layers: 1,
      heads: 1,
      dropout: 0.2,
      epochs: 6,
      patience: 3,
      batchSize: 128,
      learningRates: [1e-2],
      weightDecays: [0.1],
    },
    distillation: {
      methods: ['catalogue-kl'],
      temperatures: [1, 2],
      alphas: [1],
      hardWeights: [0, 1],
      k: 100,
      drawnHistories: 1000,
      drawnLength: 5,
    },
    seeds: [1, 2, 3],
  },
  full: {
    maxLength: 20,
    teacher: {
      ...teacher,
      kinds: ['text-sequential', 'sasrec'],
      members: 3,
      epochs: 20,
      dimensions: 128,
      textTuning,
    },
    student: {
      students: ['sasrec', 'mean-of-history', 'mf'],
      dimensions: 32,
      layers: 1,
      heads: 1,
      dropout: 0.2,
      epochs: 10,
      patience: 4,
      batchSize: 128,
      learningRates: [5e-3],
      weightDecays: [0.1, 1],
    },
    distillation: {
      methods: ['catalogue-kl', 'rrd', 'de', 'dllm2rec'],
      temperatures: [0.5, 1, 2],
      alphas: [1, 4],
      hardWeights: [0, 1],
      k: 200,
      drawnHistories: 4000,
      drawnLength: 6,
    },
    seeds: [1, 2, 3],
  },
};
