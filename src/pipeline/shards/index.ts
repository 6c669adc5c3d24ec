export { keepShards } from './keep-shards';
export { readRankingShards, shardedRankingTeacher } from './ranking-shards';
export { eachRatingShard, readRatingShards, shardedRatingTeacher } from './rating-shards';
export { type ShardEvent, type ShardedTeacher, scoreShards } from './score-shards';
export { type ShardBounds, shardBounds } from './shard-bounds';
export {
  openShards,
  type ShardFile,
  type ShardManifest,
  type ShardPart,
  type ShardSet,
} from './shard-folder';
