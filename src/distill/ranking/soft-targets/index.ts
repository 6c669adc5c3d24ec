export { cachedRankedTargets } from './cached-ranked-targets';
export type { Precision } from './parquet-format';
export { queriesHash, type RankedSource, type RankedTargets } from './ranked-targets';
export { readRankedTargets } from './read-ranked-targets';
export { type Exclusion, type ScoreRankedTargetsOptions, scoreRankedTargets } from './score-ranked-targets';
export { topKOf } from './top-k';
export { writeRankedTargets } from './write-ranked-targets';
