import { grid } from '../../../distill/sweep/grid';
import { sha256 } from '../../../files/hash';
import type { RankingModel, Scorer } from '../../../models/ranking/ranking-model';
import { scorerOf } from '../../../models/ranking/score-model';
import { countWeights } from '../../../tensor/parameter';
import { openTest } from '../../ranking/final-queries';
import { measureRanking } from '../../ranking/ranking-figures';
import { rankingLatency } from '../../ranking/ranking-latency';
import { ndcg10 } from '../../ranking/ranking-queries';
import type { AblationTask, Measured, ModelFacts } from '../ablation-task';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import { trainRankingCase } from './train-ranking-case';

/** A saved weight; the vocabulary and the histories beside the weights are every student's alike. */
const BYTES_A_WEIGHT = 4;

async function describe(model: RankingModel, material: RankingStrategyMaterial): Promise<ModelFacts> {
  const { validation: queries, settings } = material;
  const { maxLength } = settings;
  return {
    weights: countWeights(model.parameters),
    bytes: BYTES_A_WEIGHT * countWeights([...model.parameters, ...model.constants]),
    latencyP50Ms: await rankingLatency(scorerOf(model), { queries, maxLength }),
  };
}

/**
 * Strategies on rankings: NDCG@10 over the whole catalogue, by user. Plain distillation is `catalogueKl` beside the
 * observed next items,
 *   L = CE(next item, softmax(z_s)) + alpha · T² · KL(p_t ‖ softmax(z_s / T)),  p_t on the teacher's best k.
 */
export const rankingAblation: AblationTask<RankingStrategyMaterial, RankingModel> = {
  name: 'ranking',
  metric: 'NDCG@10',
  lowerIsBetter: false,
  unit: 'user',
  isRootOfMean: false,
  trainScratch: (options) => trainRankingCase(options, { method: null, alpha: 0 }),
  trainPlain: (options) => trainRankingCase(options, {}),
  grid: ({ settings: { student, distillation } }) =>
    grid({
      learningRate: student.learningRates,
      weightDecay: student.weightDecays,
      temperature: distillation.temperatures,
      alpha: distillation.alphas,
    }),
  validate: (model, { validation, seenItems }) => -ndcg10(scorerOf(model), validation, seenItems),
  openTest: ({ split, settings, seenItems, teacher }) => {
    const { queries, sliceOf } = openTest({ split, settings });
    const measure = (scorer: Scorer): Measured => {
      const { figures, perQuery } = measureRanking({ scorer, queries, seenItems, sliceOf });
      const { ndcg10: value, recall10, coverage10 } = figures;
      return { value, perUnit: perQuery, extra: { recall10, coverage10 } };
    };
    return { measure: (model) => measure(scorerOf(model)), teacher: measure(teacher) };
  },
  describe,
  hashOf: ({ split, settings, seenItems, soft, rated, source, seed }) =>
    sha256(
      ...[split.hash, soft.hash, seenItems, String(seed), rated?.hash ?? '', source?.hash ?? ''],
      JSON.stringify({ ...settings, seeds: [] }),
    ),
};
