import type { ClickLog } from '../../data/click/click-log';
import type { ClickSplit } from '../../data/click/click-split';
import type { PipelineListener } from '../events';
import type { ClickSettings } from './click-settings';

/** What `runClicks` is called with. */
export interface ClickRun {
  readonly log: ClickLog;
  /** One, or the folds of a cross-validation; figures are means over them. */
  readonly splits: readonly ClickSplit[];
  /** The log's own split, told apart beside the folds. */
  readonly publishedSplit?: ClickSplit;
  readonly settings: ClickSettings;
  /** Of encoding, thinning and teacher; the students' seeds are in the settings. */
  readonly seed: number;
  /** Encoded logs, weights and soft targets are kept here, by a hash of all that made them. */
  readonly cacheFolder: string;
  /** Where the searches' rows go, and each row's model of the first seed, under `models/<split>/<student>-<method>`. */
  readonly outFolder: string;
  /** What the result says that it was made by. */
  readonly command?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** The names of what {@link ClickRun} holds. */
export const clickRunOptions = [
  ...['log', 'splits', 'publishedSplit', 'settings', 'seed', 'cacheFolder', 'outFolder'],
  ...['command', 'onEvent', 'signal'],
];
