export * from './click';
export { type CompactRows, CompactTable } from './compact-table';
export { SharedVectorsModel, type SharedVectorsOptions } from './multi-task/shared-vectors-model';
export { type CandidateLikelihoodsOptions, candidateLikelihoods } from './ranking/candidate-likelihoods';
export type { ItemTable } from './ranking/catalogue-vectors';
export { coOccurrence } from './ranking/co-occurrence';
export { Ease } from './ranking/ease';
export { type FineTuneDecoderOptions, fineTuneDecoder } from './ranking/fine-tune-decoder';
export {
  type FineTuneItemTextsOptions,
  type FineTuneItemTextsResult,
  fineTuneItemTexts,
} from './ranking/fine-tune-item-texts';
export { type FitMultVaeOptions, fitMultVae, multVaeLoss } from './ranking/fit-mult-vae';
export { GruModel, type GruModelOptions } from './ranking/gru-model';
export { itemKnn } from './ranking/item-knn';
export { ItemNeighbours, type Neighbours } from './ranking/item-neighbours';
export { LightGcn, type LightGcnOptions, type UserItemGraph, userItemGraph } from './ranking/light-gcn';
export { type LoadedRankingModel, loadRankingModel } from './ranking/load-ranking-model';
export { MaskedItemModel, type MaskedItemOptions } from './ranking/masked-item-model';
export type { MaskedSequences } from './ranking/masked-sequences';
export {
  MatrixFactorizationRanking,
  type MatrixFactorizationRankingOptions,
} from './ranking/matrix-factorization-ranking';
export { MeanOfHistoryModel, type MeanOfHistoryOptions } from './ranking/mean-of-history-model';
export { MultVae, type MultVaeOptions, type Posterior } from './ranking/mult-vae';
export { overOtherCatalogue } from './ranking/over-other-catalogue';
export { Popularity } from './ranking/popularity';
export type { RankingForward, RankingForwardResult, RankingModel, Scorer } from './ranking/ranking-model';
export type { RankingModelDescription } from './ranking/ranking-model-description';
export type { RankingModelKind } from './ranking/ranking-model-kinds';
export { type SaveRankingModelOptions, saveRankingModel } from './ranking/save-ranking-model';
export { scorerOf } from './ranking/score-model';
export { SelfAttentiveModel, type SelfAttentiveOptions } from './ranking/self-attentive-model';
export { TextSimilarity } from './ranking/text-similarity';
export { TwoTowerModel, type TwoTowerOptions } from './ranking/two-tower-model';
export { type WeightedScorer, WeightedSum } from './ranking/weighted-sum';
export { type BiasBaseline, fitBiasBaseline } from './rating/bias-baseline';
export { CompactFactorization, type CompactFactorizationOptions } from './rating/compact-factorization';
export {
  type CreateStudentOptions,
  createStudent,
  labelFrequencies,
  type StudentName,
  studentNames,
} from './rating/create-student';
export { CrossEncoder, type CrossEncoderOptions, type StoredCrossEncoder } from './rating/cross-encoder';
export { FeedForwardModel, type FeedForwardOptions } from './rating/feed-forward-model';
export {
  type FineTuneOptions,
  type FineTuneResult,
  fineTuneEncoder,
  type PartSettings,
} from './rating/fine-tune-encoder';
export { History, type OwnShare, type RatedPairs } from './rating/history';
export { readItemTitles, writeItemTitles } from './rating/item-titles';
export type { LanguageRatingOptions } from './rating/language-rating-model';
export { LinearModel, type LinearModelOptions } from './rating/linear-model';
export { type LoadedModel, loadModel } from './rating/load-model';
export { MatrixFactorization, type MatrixFactorizationOptions } from './rating/matrix-factorization';
export type { ModelDescription } from './rating/model-description';
export type { RatingModelKind } from './rating/model-kinds';
export { sizeBytesOf, weightsOf } from './rating/model-size';
export { predictHidden } from './rating/predict-hidden';
export { predictHiddenLayers } from './rating/predict-hidden-layers';
export { predictLogits } from './rating/predict-logits';
export type { ForwardOptions, ForwardResult, RatingModel } from './rating/rating-model';
export { type SaveModelOptions, saveModel } from './rating/save-model';
export type { SideFeatureOptions } from './rating/side-features';
export { TextRatingModel, type TextRatingOptions } from './rating/text-rating-model';
export type { Vocabulary } from './saved-model/description';
