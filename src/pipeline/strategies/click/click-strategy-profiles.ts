import { clickProfiles } from '../../click/click-profiles';
import type { ClickSettings } from '../../click/click-settings';
import type { ProfileName } from '../../settings';

/** Two layers, so that terms on the way from one to the next have one. */
const student = { ...clickProfiles.full.student, layers: [16, 8] };

/** Rates and decays for logs of few rows of many values, and of many rows of few. */
const teacher = {
  ...clickProfiles.full.teacher,
  dropout: 0.2,
  learningRates: [1e-3, 5e-3],
  weightDecays: [0.5, 4],
};

/** `small` runs in minutes; `full` is for results. */
export const clickStrategyProfiles: Readonly<Record<ProfileName, ClickSettings>> = {
  small: {
    ...clickProfiles.small,
    teacher: { ...clickProfiles.small.teacher, learningRates: [5e-3], weightDecays: [0.5] },
    student: { ...student, students: ['mlp'], epochs: 6, learningRates: [1e-2], weightDecays: [0.5] },
    distillation: { ...clickProfiles.small.distillation, temperatures: [1, 2], alphas: [1] },
    seeds: [1, 2],
  },
  full: {
    ...clickProfiles.full,
    teacher,
    student: { ...student, students: ['mlp', 'fm', 'logistic-regression'] },
    seeds: [1, 2, 3, 4, 5],
  },
};
