export type { RatingColumns } from './build-interactions';
export type { EntityColumns, EntityRecord, FeatureColumn } from './entity-settings';
export { classOf, itemCounts, labelsOf, pairsOf, ratingsOf, userCounts } from './labels';
export type { DataEvent, LoadRatingsOptions } from './load-ratings';
export { loadRatings } from './load-ratings';
export type {
  Entities,
  FeatureTable,
  Interactions,
  LoadReport,
  PairBatch,
  RecommendationData,
} from './recommendation-data';
export { loadMovieLens100k } from './sources/movielens-100k';
export { loadMovieLensLatestSmall } from './sources/movielens-latest-small';
export { loadSample, sampleFolder } from './sources/sample';
export { Split } from './split';
export { splitFolds } from './splits/folds';
export { splitPublished } from './splits/published';
export { splitRandom } from './splits/random';
export type { TableFile } from './tables/table';
