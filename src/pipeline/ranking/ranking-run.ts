import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { PipelineListener } from '../events';
import type { RankingSettings } from './ranking-settings';

/** What a run over students takes, wherever its teacher comes from. */
export interface RankingRun {
  readonly data: RecommendationData;
  readonly split: Split;
  readonly settings: RankingSettings;
  /** Of the teacher and the histories that it draws. */
  readonly seed: number;
  /** What becomes of items that a query has seen; there is no default, as it moves every figure. */
  readonly seenItems: SeenItems;
  readonly cacheFolder: string;
  /** Where the searches' rows go, and each row's model of the first seed, under `models/<student>-<method>`. */
  readonly outFolder: string;
  /** What the result says that it was made by. */
  readonly command?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** The names of what {@link RankingRun} holds. */
export const rankingRunOptions = [
  ...['data', 'split', 'settings', 'seed', 'seenItems', 'cacheFolder', 'outFolder'],
  ...['command', 'onEvent', 'signal'],
];
