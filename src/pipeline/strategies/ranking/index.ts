export { rankingAblation } from './ranking-ablation';
export { rankingCases } from './ranking-cases';
export {
  prepareRankingStrategies,
  type RankingStrategyMaterial,
  type RankingStrategyMaterialOptions,
} from './ranking-strategy-material';
export { rankingStrategyProfiles } from './ranking-strategy-profiles';
export type { RankingCase } from './train-ranking-case';
