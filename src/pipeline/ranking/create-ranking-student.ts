import type { RecommendationData } from '../../data/recommendation-data';
import { GruModel } from '../../models/ranking/gru-model';
import { MatrixFactorizationRanking } from '../../models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../models/ranking/mean-of-history-model';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../models/ranking/self-attentive-model';
import { TwoTowerModel } from '../../models/ranking/two-tower-model';
import { Random } from '../../random';
import type { RankingSettings } from './ranking-settings';
import type { RankingStudentName } from './ranking-student-names';

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
  const sizes = { items: data.items.ids.length, dimensions, random };
  const shape = { ...sizes, withIds: true, itemText: null };
  if (student === 'gru4rec') return new GruModel({ ...shape, layers, dropout });
  if (student === 'two-tower') return createTwoTower({ data, dropout, ...sizes });
  if (student === 'mf') return new MatrixFactorizationRanking({ ...shape, users: data.users.ids.length });
  if (student === 'mean-of-history')
    return new MeanOfHistoryModel({ ...shape, dropout, decay: HISTORY_DECAY });
  return new SelfAttentiveModel({ ...shape, layers, heads, dropout, maxLength: settings.maxLength });
}

function createTwoTower(options: {
  readonly data: RecommendationData;
  readonly items: number;
  readonly dimensions: number;
  readonly dropout: number;
  readonly random: Random;
}): TwoTowerModel {
  const { data, ...shape } = options;
  return new TwoTowerModel({
    ...shape,
    users: data.users.ids.length,
    decay: HISTORY_DECAY,
    userFeatures: data.users.features,
    itemFeatures: data.items.features,
    userText: null,
    itemText: null,
  });
}
