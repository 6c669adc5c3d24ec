import { join } from 'node:path';
import { friendsText } from '../../data/friends-text';
import { isImplicit } from '../../data/implicit-feedback';
import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import { InputError } from '../../errors';
import {
  type DistillationResult,
  type DomainOutcome,
  reportOf,
  resultsTable,
  runDistillation,
} from '../../pipeline';
import type { PreparedRatings } from '../../sweep/jobs/prepared-run';
import type { DistillationFlags } from './add-distill-options';
import { checkNoClicks } from './check-no-clicks';
import { type DistillTracking, withTracking } from './distill-tracking';
import { listenersFor } from './listeners';
import { loadWithProgress } from './load-with-progress';
import { clicksFromFlags, runDistillClicks } from './run-distill-clicks';
import { rankingFromFlags, runDistillRanking } from './run-distill-ranking';
import { checkSettingsFlags, settingsFromFlags } from './settings-options';
import { splitsFromFlags } from './split-options';
import { summaryText } from './summary';
import { writeOutputs } from './write-outputs';

export interface DistillFlags extends DistillationFlags {
  readonly out?: string;
  readonly report?: string;
  readonly cache: string;
  readonly tensorboard?: string;
  readonly track?: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

/** @throws InputError for several splits, whose training rows would give users several texts */
function withFriendsTexts(splits: Split[], most: number | undefined): Split[] {
  if (most === undefined) return splits;
  const [split, ...others] = splits;
  if (others.length > 0)
    throw new InputError(`--friends-text: expected one split, found ${splits.length}; leave out --folds`);
  const itemNames = split.data.items.texts.map((text) => text.split(/, an? |: |\. /)[0]);
  return [split.withUserTexts(friendsText({ split, itemNames, most }))];
}

/** Data, splits and settings of a run over ratings, as the flags say. */
export async function preparedRatings(flags: DistillationFlags): Promise<PreparedRatings> {
  await checkNoClicks(flags);
  const data = await loadWithProgress(flags);
  checkRated(flags, data);
  checkSettingsFlags(flags, data);
  const splits = withFriendsTexts(splitsFromFlags(data, flags, flags.seed), flags.friendsText);
  const { seed, text: textSource, model } = flags;
  const settings = settingsFromFlags(flags, data);
  return { task: 'rating', dataHash: splits[0].data.hash, splits, settings, seed, textSource, model };
}

/** Distils rating models as the flags say; `result.json` and the best student go into the out folder. */
export async function ratingsFromFlags(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking?: DistillTracking;
}): Promise<{ readonly result: DistillationResult; readonly outFolder: string }> {
  const { flags, command, tracking } = options;
  const { labelShares, ablation, cache } = flags;
  const { task: _, dataHash: __, ...prepared } = await preparedRatings(flags);
  const { data } = prepared.splits[0];
  const outFolder = flags.out ?? join('out', data.name);
  const { settings } = prepared;
  const { onEvent, close } = listenersFor(flags, data.name, { tracking, outFolder, settings });
  const result = await runDistillation({
    ...prepared,
    ...{ data, labelShares, ablation, onEvent, outFolder, command, cacheFolder: cache },
  }).finally(close);
  return { result, outFolder };
}

/** Distils as the flags say, whatever their task. */
export async function distilFromFlags(options: {
  readonly flags: DistillFlags;
  readonly command: string;
}): Promise<DomainOutcome> {
  const { flags } = options;
  if (flags.task === 'click') return { task: 'click', ...(await clicksFromFlags(options)) };
  return flags.task === 'ranking'
    ? { task: 'ranking', ...(await rankingFromFlags(options)) }
    : { task: 'rating', ...(await ratingsFromFlags(options)) };
}

function print(
  { splits: _, ...result }: DistillationResult,
  whole: DistillationResult,
  asJson: boolean,
  files: string[],
) {
  if (asJson) process.stdout.write(`${JSON.stringify({ ...result, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryText(whole)}\n${files.join('\n')}\n`);
}

/** @throws InputError where there are no ratings, or flags that only rankings read */
function checkRated(flags: DistillationFlags, data: RecommendationData): void {
  if (flags.minRating !== undefined)
    throw new InputError('--min-rating: expected --task ranking beside, found --task rating');
  if (!isImplicit(data)) return;
  const weighted =
    data.interactions.weights === undefined ? '' : ', or --ordinal-levels 5, which makes ratings of weights';
  throw new InputError(`${data.name} has no ratings; give --task ranking${weighted}`);
}

/** `recdistill distill`, once its options are read. */
export function runDistill(options: {
  readonly flags: DistillFlags;
  readonly command: string;
}): Promise<void> {
  return withTracking(options.flags.track, (tracking) => runTask({ ...options, tracking }));
}

async function runTask(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking: DistillTracking | undefined;
}): Promise<void> {
  const { flags, command, tracking } = options;
  const markdownPath = flags.report ?? null;
  if (markdownPath !== null && !markdownPath.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${markdownPath}`);
  if (flags.task === 'click') return runDistillClicks({ ...options, markdownPath });
  if (flags.task === 'ranking') return runDistillRanking({ ...options, markdownPath });
  const { result, outFolder } = await ratingsFromFlags({ flags, command, tracking });
  const report = reportOf(result);
  const written = await writeOutputs({ result, report, outFolder, markdownPath });
  tracking?.results({ outFolder, report, table: resultsTable(result) });
  print(result, result, flags.json === true, [
    join(outFolder, 'result.json'),
    ...written,
    join(outFolder, 'model'),
  ]);
}
