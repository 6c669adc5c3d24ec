import type { RecommendationData } from '../../data/recommendation-data';
import { GruModel } from '../../models/ranking/gru-model';
import { MatrixFactorizationRanking } from '../../models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel, type MeanOfHistoryOptions } from '../../models/ranking/mean-of-history-model';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../models/ranking/self-attentive-model';
import { TwoTowerModel } from '../../models/ranking/two-tower-model';
import { Random } from '../../random';
import type { RankingSettings } from './ranking-settings';
import type { RankingStudentName } from './ranking-student-names';

/** How much of an item the mean of the history keeps against the next younger one. */
const HISTORY_DECAY = 0.7;

/** What a student knows of the items: ids of their own or fewer rows for them, a table of numbers. */
export type OwnCatalogue = Pick<MeanOfHistoryOptions, 'withIds' | 'idRows' | 'itemText'>;

/** A fresh student of a name. */
export function createRankingStudent(options: {
  readonly student: RankingStudentName;
  readonly data: RecommendationData;
  readonly settings: RankingSettings;
  readonly seed: number;
  /** A row of its own for each item where not given; `two-tower` takes no other. */
  readonly catalogue?: OwnCatalogue;
  /** Of `sasrec`: all its layers are one. */
  readonly sharesLayers?: boolean;
}): RankingModel {
  const { student, data, settings, seed, catalogue, sharesLayers } = options;
  const { dimensions, layers, heads, dropout } = settings.student;
  const random = new Random(seed).fork('student');
  const sizes = { items: data.items.ids.length, dimensions, random };
  const shape = { ...sizes, ...(catalogue ?? { withIds: true, itemText: null }) };
  if (student === 'gru4rec') return new GruModel({ ...shape, layers, dropout });
  if (student === 'two-tower') return createTwoTower({ data, dropout, ...sizes });
  if (student === 'mf') return new MatrixFactorizationRanking({ ...shape, users: data.users.ids.length });
  if (student === 'mean-of-history')
    return new MeanOfHistoryModel({ ...shape, dropout, decay: HISTORY_DECAY });
  const places = { layers, heads, dropout, maxLength: settings.maxLength };
  return new SelfAttentiveModel({ ...shape, ...places, ...(sharesLayers && { sharesLayers }) });
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
