import { rankingProfiles } from '../../ranking/ranking-profiles';
import type { RankingSettings } from '../../ranking/ranking-settings';
import type { ProfileName } from '../../settings';

const { small, full } = rankingProfiles;

/** A student that trains in seconds, as every strategy trains it with every seed; one teacher for all of them. */
export const rankingStrategyProfiles: Readonly<Record<ProfileName, RankingSettings>> = {
  small: {
    ...small,
    mostQueries: 2000,
    teacher: { ...small.teacher, kinds: ['text-sequential', 'sasrec'], epochs: 4, dimensions: 32 },
    student: {
      ...small.student,
      students: ['mean-of-history'],
      epochs: 3,
      patience: 3,
      weightDecays: [0.1],
    },
    distillation: { ...small.distillation, temperatures: [1], alphas: [1, 4], k: 50, drawnHistories: 0 },
    seeds: [1, 2],
  },
  full: {
    ...full,
    mostQueries: 30_000,
    teacher: { ...full.teacher, members: 1, textTuning: null },
    student: {
      ...full.student,
      students: ['mean-of-history'],
      epochs: 8,
      patience: 8,
      learningRates: [1e-2, 2e-2, 4e-2],
      weightDecays: [0.1],
    },
    distillation: {
      ...full.distillation,
      temperatures: [0.25, 0.5, 1],
      alphas: [1, 4],
      k: 100,
      drawnHistories: 0,
    },
    seeds: [1, 2, 3, 4, 5],
  },
};
