import type { RecommendationData } from '../../data/recommendation-data';
import { MatrixFactorizationRanking } from '../../models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../models/ranking/mean-of-history-model';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../models/ranking/self-attentive-model';
import { Random } from '../../random';
import type { RankingSettings } from './ranking-settings';

export const rankingStudentNames = ['sasrec', 'mean-of-history', 'mf'] as const;

/** Students that know ids alone: nothing is read when they serve. */
export type RankingStudentName = (typeof rankingStudentNames)[number];

/** How much of an item the mean of the history keeps against the next younger one. */
const HISTORY_DECAY = 0.7;

/** A fresh student of a name. */
export function createRankingStudent(options: {
  readonly student: RankingStudentName;
  readonly data: RecommendationData;
  readonly settings: RankingSettings;
  readonly seed: number;
}): RankingModel {
  const { student, data, settings, seed } = options;
  const { dimensions, layers, heads, dropout } = settings.student;
  const random = new Random(seed).fork('student');
  const shape = { items: data.items.ids.length, dimensions, withIds: true, itemText: null, random };
  if (student === 'mf') return new MatrixFactorizationRanking({ ...shape, users: data.users.ids.length });
  if (student === 'mean-of-history')
    return new MeanOfHistoryModel({ ...shape, dropout, decay: HISTORY_DECAY });
  return new SelfAttentiveModel({ ...shape, layers, heads, dropout, maxLength: settings.maxLength });
}
