export { evaluateRatings } from './evaluate-ratings';
export type { RatingPredictions, RatingScores } from './evaluate-ratings';
export { latency } from './latency';
export type { Latency } from './latency';
export { calibration } from './metrics/calibration';
export type { Calibration, CalibrationBin } from './metrics/calibration';
export { accuracy, logLoss, predictedClasses } from './metrics/class-probability';
export type { ClassPredictions } from './metrics/class-probability';
export { classificationReport } from './metrics/classification-report';
export type { ClassificationReport, ClassScores } from './metrics/classification-report';
export { fidelity } from './metrics/fidelity';
export type { Fidelity } from './metrics/fidelity';
export { ndcgAtK, recallAtK } from './metrics/ranking';
export type { RankedList } from './metrics/ranking';
export { expectationOf, mae, rmse } from './metrics/rating-error';
export type { RatingPairs } from './metrics/rating-error';
export { catalogueCoverage, giniOfExposure, intraListDistance } from './metrics/top-lists';
export type { TopLists } from './metrics/top-lists';
export { bootstrapRmseDifference } from './significance/bootstrap';
export type { BootstrapDifference, BootstrapOptions } from './significance/bootstrap';
export { formatMeanAndInterval, meanAndInterval } from './significance/mean-and-interval';
export type { MeanAndInterval } from './significance/mean-and-interval';
export { pairedTTest } from './significance/paired-t-test';
export type { PairedSamples, PairedTTest } from './significance/paired-t-test';
export { wilcoxonSignedRank } from './significance/wilcoxon';
export type { WilcoxonTest } from './significance/wilcoxon';
export { sizeOnDisk } from './size-on-disk';
export {
  countsOf,
  evaluateSlices,
  itemPopularitySlices,
  rowsBySlice,
  sliceRmse,
  userHistorySlices,
} from './slices';
export type { CountRange, SliceResult } from './slices';
