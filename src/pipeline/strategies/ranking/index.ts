export { rankingStrategyCases } from './ranking-strategy-cases';
export {
  type RankingStrategyMaterial,
  type RankingStrategyMaterialOptions,
  rankingStrategyMaterial,
} from './ranking-strategy-material';
export { rankingStrategyProfiles } from './ranking-strategy-profiles';
export { rankingStrategyTask } from './ranking-strategy-task';
