import type { RecommendationData } from '../../../../src/data/recommendation-data';
import { splitLeaveOneOut } from '../../../../src/data/splits/leave-one-out';
import { rankingProfiles } from '../../../../src/pipeline/ranking';
import {
  prepareRankingStrategies,
  type RankingStrategyMaterial,
} from '../../../../src/pipeline/strategies/ranking';
import { ring } from '../../ranking/ring-data';

const { teacher, student, distillation } = rankingProfiles.small;

export const settings = {
  maxLength: 5,
  mostQueries: null,
  teacher: {
    ...teacher,
    ...{ kinds: ['text-sequential', 'sasrec'] as const, members: 1, dimensions: 8, layers: 1, heads: 1 },
    ...{ epochs: 2, patience: 2, batchSize: 16, learningRate: 0.02, weightDecay: 0.01 },
    ...{ memberWeights: [1], textWeights: [1], pairWeights: [1] },
  },
  student: {
    ...student,
    ...{ students: ['mean-of-history'] as const, dimensions: 4, epochs: 2, patience: 2, batchSize: 16 },
    ...{ learningRates: [0.02], weightDecays: [0.01] },
  },
  distillation: { ...distillation, temperatures: [1], alphas: [1], k: 8, drawnLength: 4 },
  seeds: [1],
};

export function tinyRing(items: number): RecommendationData {
  const data = ring({ users: 24, length: 6, items });
  return { ...data, items: { ...data.items, texts: data.items.ids.map((id) => `item ${id}`) } };
}

/** A walk on a ring of 20 items with a teacher of five parts, ratings, and another ring to learn from. */
export function tinyMaterial(cacheFolder: string): Promise<RankingStrategyMaterial> {
  const data = tinyRing(20);
  const ratings = data.interactions.items.map((item) => 1 + (item % 3));
  const rated = {
    ...data,
    levels: [1, 2, 3],
    interactions: { ...data.interactions, ratings: Float32Array.from(ratings) },
  };
  return prepareRankingStrategies({
    ...{ split: splitLeaveOneOut({ data }), settings, seed: 1, seenItems: 'kept', cacheFolder },
    ...{ textSource: 'random', rated, source: splitLeaveOneOut({ data: tinyRing(15) }) },
  });
}
