export { relationalAngleLoss, relationalDistanceLoss } from '../../losses/relational-loss';
export { bidirectionalDistillation, type DrawnItems, drawByDiscrepancy } from './bidirectional-distillation';
export { catalogueKl, catalogueKlLoss } from './catalogue-kl';
export {
  collaborativeDistillation,
  collaborativeDistillationLoss,
  drawByPlace,
} from './collaborative-distillation';
export { collaborativeEmbedding, collaborativeEmbeddingLoss } from './collaborative-embedding';
export { combineMethods, type WeightedMethod } from './combine-methods';
export { consensusRanking, rankingDiscrepancy } from './consensus-ranking';
export { type Annealing, annealedTemperature, distillationExperts } from './distillation-experts';
export { drawOthers } from './draw-others';
export { drawMisranked, dualCorrection, dualCorrectionLoss, type Misranked } from './dual-correction';
export { type Expert, expertMixtureLoss, type Selector } from './expert-mixture';
export { fullKl } from './full-kl';
export { heterogeneousTeachers, listAgainstCatalogueLoss } from './heterogeneous-teachers';
export {
  type GroupLevel,
  hierarchicalTopologyDistillation,
  hierarchicalTopologyLoss,
} from './hierarchical-topology-distillation';
export { hint } from './hint';
export {
  type Importance,
  importanceAwareRanking,
  importanceAwareRankingLoss,
  importanceWeights,
} from './importance-aware-ranking';
export {
  type DynamicWeighting,
  dynamicWeights,
  hybridWeights,
  positionWeights,
  rankingDistillation,
  rankingDistillationLoss,
} from './ranking-distillation';
export { relationalAngle, relationalDistance } from './relational-distillation';
export {
  drawInteresting,
  relaxedRankingDistillation,
  relaxedRankingDistillationLoss,
} from './relaxed-ranking-distillation';
export { type Candidates, drawCandidates, sampledKl, sampledKlLoss } from './sampled-kl';
export type { RankedLists } from './teacher-lists';
export { topKKl, topKKlLoss } from './top-k-kl';
export { fullTopologyDistillation, fullTopologyLoss } from './topology-distillation';
export {
  drawPairsWithinGroups,
  type ItemPairs,
  popularityGroups,
  unbiasedDistillation,
  unbiasedDistillationLoss,
} from './unbiased-distillation';
