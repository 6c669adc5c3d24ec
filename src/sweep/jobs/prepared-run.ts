import type { ClickLog, ClickSplit, RecommendationData, Split } from '../../data';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type {
  ClickSettings,
  GivenSoftTargets,
  PipelineSettings,
  RankingSettings,
  TextSource,
} from '../../pipeline';

interface PreparedOf<Task extends string, Settings, Part> {
  readonly task: Task;
  /** Of the data, as every result says it. */
  readonly dataHash: string;
  /** One, or the folds; their names are what a job's `fold` says. */
  readonly splits: readonly Part[];
  readonly settings: Settings;
  /** Of teacher and draws; the students' seeds are in the settings. */
  readonly seed: number;
}

export interface PreparedRatings extends PreparedOf<'rating', PipelineSettings, Split> {
  readonly textSource: TextSource;
  readonly model?: string;
}

export interface PreparedRankings extends PreparedOf<'ranking', RankingSettings, Split> {
  readonly data: RecommendationData;
  readonly seenItems: SeenItems;
  readonly textSource: TextSource;
  readonly model?: string;
  /** Lists of a teacher from elsewhere; null where one is trained. */
  readonly softTargets: GivenSoftTargets | null;
}

export interface PreparedClicks extends PreparedOf<'click', ClickSettings, ClickSplit> {
  readonly log: ClickLog;
  /** The log's own split, told apart beside folds; no job trains on it. */
  readonly publishedSplit?: ClickSplit;
}

/** What the words of `recdistill distill` come to: data, splits and settings. */
export type PreparedRun = PreparedRatings | PreparedRankings | PreparedClicks;

/**
 * Reads the words of `recdistill distill` and loads what they name. The command line fills it, as it alone knows the
 * options.
 * @param options.dataDir folder of data sets to look in first
 */
export type PrepareRun = (
  words: readonly string[],
  options: { readonly dataDir?: string },
) => Promise<PreparedRun>;
