export type { UnratedItems } from './assemble-data';
export { contextsOf, prefixContexts } from './build-contexts';
export type { RatingColumns, Repeats, WeightScale } from './build-interactions';
export * from './click';
export type { Contexts, Sequences } from './contexts';
export {
  type DatasetBatch,
  type DatasetExample,
  type DatasetTransform,
  RecommendationDataset,
  type RecommendationDatasetOptions,
} from './dataset';
export { type DownloadSourceOptions, downloadSource } from './download/download-source';
export { candidateFolders, dataCacheFolder, locateSource } from './download/locate-source';
export type { EntityColumns, EntityRecord, FeatureColumn } from './entity-settings';
export {
  entitiesToArquero,
  type FromArqueroOptions,
  fromArquero,
  joinedTable,
  ratingsPer,
  toArquero,
} from './frames/arquero';
export type { ArqueroTable, FrameCell } from './frames/arquero-table';
export {
  describeRatings,
  type FromDanfoOptions,
  fromDanfo,
  type OneHotOptions,
  oneHotFeatures,
  scaleFeatures,
  toDanfo,
} from './frames/danfo';
export { type FriendsTextOptions, friendsText } from './friends-text';
export { implicitFeedback, isImplicit } from './implicit-feedback';
export { classOf, itemCounts, labelsOf, pairsOf, ratingsOf, userCounts } from './labels';
export { type LoadDataOptions, loadData } from './load-data';
export { type DataEvent, type LoadRatingsOptions, loadRatings } from './load-ratings';
export { ordinalFeedback } from './ordinal-feedback';
export type { PublishedFoldFile } from './published-folds';
export type {
  Entities,
  FeatureTable,
  Interactions,
  LoadReport,
  PairBatch,
  RecommendationData,
  UserGraph,
} from './recommendation-data';
export { makeSample, type SampleFiles } from './sample/make-sample';
export {
  type ClickSample,
  sampleClickColumns,
  sampleClicks,
  titledClickColumns,
} from './sample/sample-clicks';
export { SAMPLE_SEED } from './sample/sample-seed';
export { historyOf, sequencesOf } from './sequences';
export { findSource, sources } from './sources';
export type { ClickSource } from './sources/click-source';
export {
  clickSources,
  findClickSource,
  type OpenClickSourceOptions,
  openClickSource,
} from './sources/click-sources';
export { criteoColumns, criteoFile } from './sources/criteo';
export { loadMovieLens100k } from './sources/movielens-100k';
export { loadMovieLensLatestSmall } from './sources/movielens-latest-small';
export { loadSample, sampleFolder } from './sources/sample';
export { sampleClickTruth } from './sources/sample-clicks';
export type { DataSource, OfficialArchive, OfficialDownload, OfficialFile } from './sources/source';
export { Split, type SplitParts } from './split';
export { type SplitByTimeOptions, splitGlobalByTime, splitPerUserByTime } from './splits/by-time';
export { checkLeakage, type TimeOrder } from './splits/check-leakage';
export { type SplitColdItemFoldsOptions, splitColdItemFolds } from './splits/cold-item-folds';
export { type SplitColdItemsOptions, splitColdItems } from './splits/cold-items';
export { type SplitFoldsOptions, splitFolds } from './splits/folds';
export { splitLeaveOneOut } from './splits/leave-one-out';
export { type SplitPublishedOptions, splitPublished } from './splits/published';
export { type SplitRandomOptions, splitRandom } from './splits/random';
export { type SubsampleTrainOptions, subsampleTrain } from './splits/subsample-train';
export { bestPossibleRmse, type DataSummary, summarize } from './summarize';
export type { BadLines } from './tables/stream-table';
export type { TableFile } from './tables/table';
export type { ItemTagFiles } from './tags';
export { takeContexts } from './take-contexts';
export { friendsOf, type UserGraphFile } from './user-graph';
