import { type PipelineSettings, type ProfileName, profiles } from '../../settings';

/** The language model stays as it came: it is the students' training that is compared. */
function withoutFineTuning({ teacher, ...rest }: PipelineSettings): PipelineSettings {
  return { ...rest, teacher: { ...teacher, fineTuning: { ...teacher.fineTuning, epochs: 0 } } };
}

const { small, full } = {
  small: withoutFineTuning(profiles.small),
  full: withoutFineTuning(profiles.full),
};

/** `small` runs in minutes; `full` is for results. */
export const ratingStrategyProfiles: Readonly<Record<ProfileName, PipelineSettings>> = {
  small: {
    ...small,
    teacher: { ...small.teacher, epochs: 6 },
    student: { ...small.student, students: ['mlp'], epochs: 5, weightDecays: [0.3], batchSize: 1024 },
    distillation: {
      ...small.distillation,
      ...{ temperatures: [1, 2], alphas: [3], unobservedPairs: 20_000, softPairsPerRow: 1 },
    },
    seeds: [1, 2],
  },
  full: {
    ...full,
    student: {
      ...full.student,
      ...{ students: ['mf', 'mlp'], epochs: 12, learningRates: [3e-2], weightDecays: [0.1, 0.3, 1] },
    },
    distillation: {
      ...full.distillation,
      ...{ temperatures: [1, 2], alphas: [3, 10], unobservedPairs: 300_000, softPairsPerRow: 1 },
    },
    seeds: [1, 2, 3, 4, 5],
  },
};
