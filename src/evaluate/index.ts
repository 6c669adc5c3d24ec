export type { ClickMetrics, ClickPredictions } from './evaluate-clicks';
export { evaluateClicks } from './evaluate-clicks';
export type { RatingPredictions, RatingScores } from './evaluate-ratings';
export { evaluateRatings } from './evaluate-ratings';
export type { Latency } from './latency';
export { latency } from './latency';
export { auc } from './metrics/auc';
export type { Calibration, CalibrationBin } from './metrics/calibration';
export { calibration } from './metrics/calibration';
export type { ClassPredictions } from './metrics/class-probability';
export { accuracy, logLoss, predictedClasses } from './metrics/class-probability';
export type { ClassificationReport, ClassScores } from './metrics/classification-report';
export { classificationReport } from './metrics/classification-report';
export { calibrationRatio, clickCalibration } from './metrics/click-calibration';
export { clickLogLoss, clickLogLosses, normalisedEntropy } from './metrics/click-log-loss';
export type { ClickScores } from './metrics/click-scores';
export { correctDownsampling } from './metrics/correct-downsampling';
export type { Fidelity } from './metrics/fidelity';
export { fidelity } from './metrics/fidelity';
export type { GroupAuc } from './metrics/group-auc';
export { groupAuc } from './metrics/group-auc';
export { novelty, popularityLift } from './metrics/list-popularity';
export type { RatingPairs } from './metrics/rating-error';
export { expectationOf, mae, rmse } from './metrics/rating-error';
export type { TopLists } from './metrics/top-lists';
export { catalogueCoverage, giniOfExposure, intraListDistance } from './metrics/top-lists';
export * from './ranking';
export type { BootstrapOptions } from './significance/bootstrap';
export { bootstrapRmseDifference } from './significance/bootstrap';
export { bootstrapMeanDifference } from './significance/bootstrap-mean';
export {
  type ClusteredDifference,
  type ClusterSums,
  clusteredDifference,
  clusterSums,
} from './significance/clustered-difference';
export type { AucDifference, PairedClickScores } from './significance/de-long';
export { aucDifference } from './significance/de-long';
export { holmAdjusted } from './significance/holm';
export type { MeanAndInterval } from './significance/mean-and-interval';
export { formatMeanAndInterval, meanAndInterval } from './significance/mean-and-interval';
export type { PairedSamples, PairedTTest } from './significance/paired-t-test';
export { pairedTTest } from './significance/paired-t-test';
export { type RatioAndInterval, ratioInterval } from './significance/ratio-interval';
export type { BootstrapDifference } from './significance/resampled-difference';
export type { SelectionRound } from './significance/selection-optimism';
export { selectionOptimism } from './significance/selection-optimism';
export type { WilcoxonTest } from './significance/wilcoxon';
export { wilcoxonSignedRank } from './significance/wilcoxon';
export { sizeOnDisk } from './size-on-disk';
export type { CountRange, SliceResult } from './slices';
export {
  countsOf,
  evaluateSlices,
  itemPopularitySlices,
  rowsBySlice,
  sliceRmse,
  userHistorySlices,
} from './slices';
