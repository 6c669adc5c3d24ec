export { type AskedClicks, clickLoss } from './click-quality';
export type { ClipRule } from './clip';
export { columnWeights, type Requests } from './column-weights';
export {
  type CompareCompressionsOptions,
  type ComparedCompressions,
  type CompressionRow,
  clickStudentIn,
  compareCompressions,
  type Judge,
  type RefusedMethod,
  studentIn,
} from './compare-compressions';
export {
  type ChangeModelOptions,
  changeModel,
  type PackModelOptions,
  packModel,
  type Retraining,
} from './compress-model';
export {
  type CompressedModel,
  type CompressionResult,
  compressionFindings,
  compressionReport,
  compressionRows,
  kneeOfModel,
  lossOf,
  smallestAsGood,
} from './compression-report';
export { type FineTuneSettings, fineTunePrunedRatings } from './fine-tune-ratings';
export { kneeOf, type PricedModel, paretoFrontier } from './knee';
export { withoutHistories } from './leave-out-histories';
export { type CompressionMethod, parseCompression } from './method';
export { type ModelContents, readModelContents } from './model-contents';
export type { PackedTensor, PackedTensors } from './packed-tensor';
export { fineTunePrunedRankings, hashedRankings, type RetrainRankingsOptions } from './retrain-rankings';
export {
  type AskedRatings,
  type AskedUsers,
  type Quality,
  ratingError,
  recommendationNdcg10,
} from './student-quality';
export { type CompressedBytes, writeCompressed } from './write-compressed';
