export { type CandidateLikelihoodsOptions, candidateLikelihoods } from './ranking/candidate-likelihoods';
export { type FineTuneDecoderOptions, fineTuneDecoder } from './ranking/fine-tune-decoder';
export { Popularity } from './ranking/popularity';
export type { RankingForward, RankingForwardResult, RankingModel, Scorer } from './ranking/ranking-model';
export { scorerOf } from './ranking/score-model';
export { TextSimilarity } from './ranking/text-similarity';
export { type BiasBaseline, fitBiasBaseline } from './rating/bias-baseline';
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
export type { ModelDescription, Vocabulary } from './rating/model-description';
export type { RatingModelKind } from './rating/model-kinds';
export { sizeBytesOf, weightsOf } from './rating/model-size';
export { predictHidden } from './rating/predict-hidden';
export { predictLogits } from './rating/predict-logits';
export type { ForwardOptions, ForwardResult, RatingModel } from './rating/rating-model';
export { type SaveModelOptions, saveModel } from './rating/save-model';
export type { SideFeatureOptions } from './rating/side-features';
export { TextRatingModel, type TextRatingOptions } from './rating/text-rating-model';
