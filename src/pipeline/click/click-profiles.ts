import type { ProfileName } from '../settings';
import type { ClickSettings } from './click-settings';

const encoding: ClickSettings['encoding'] = {
  minCount: 4,
  ids: { kind: 'most-frequent', count: 100_000 },
  numericBuckets: 'squared-log',
};

const teacher: ClickSettings['teacher'] = {
  kinds: ['dcn-v2', 'deep-fm', 'auto-int', 'mlp'],
  members: 1,
  mean: 'logits',
  dimensions: 8,
  layers: [64, 32],
  wideLayers: [128, 64],
  crossLayers: 2,
  attentionLayers: 1,
  heads: 2,
  headSize: 8,
  dropout: 0.3,
  text: { source: 'language-model', maxTokens: 64, width: 16 },
  epochs: 6,
  patience: 2,
  batchSize: 256,
  learningRates: [3e-3],
  weightDecays: [0.1],
};

const student: ClickSettings['student'] = {
  students: ['logistic-regression', 'fm', 'mlp'],
  dimensions: 4,
  layers: [16],
  dropout: 0,
  sharing: { kind: 'per-field' },
  epochs: 10,
  patience: 3,
  batchSize: 256,
  learningRates: [1e-2],
  weightDecays: [0.01, 0.1, 1],
};

/** `small` runs in minutes, for a first look and for tests; `full` is for results. */
export const clickProfiles: Readonly<Record<ProfileName, ClickSettings>> = {
  small: {
    encoding,
    negativeShare: 1,
    teacher,
    student,
    distillation: { methods: ['kd', 'kd+hint'], temperatures: [1, 2], alphas: [1, 4], relationRows: 32 },
    seeds: [1, 2, 3],
  },
  full: {
    encoding,
    negativeShare: 1,
    teacher: {
      ...teacher,
      members: 2,
      epochs: 12,
      patience: 3,
      learningRates: [1e-3],
      weightDecays: [1, 4],
    },
    student: { ...student, epochs: 15, patience: 4, learningRates: [3e-3, 1e-2], weightDecays: [0.5, 4] },
    distillation: {
      methods: ['kd', 'hint', 'kd+hint', 'rkd'],
      temperatures: [1, 2, 4],
      alphas: [1, 4],
      relationRows: 32,
    },
    seeds: [1, 2, 3],
  },
};
