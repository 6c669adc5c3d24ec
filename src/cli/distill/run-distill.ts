import { join } from 'node:path';
import { friendsText } from '../../data/friends-text';
import { isImplicit } from '../../data/implicit-feedback';
import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import { InputError } from '../../errors';
import { type DistillationResult, type DomainOutcome, reportOf, runDistillation } from '../../pipeline';
import { isClickLog, refuseLogFlags } from '../data-options';
import type { DistillationFlags } from './add-distill-options';
import { clickFlags } from './click-options';
import { listenersFor } from './listeners';
import { loadWithProgress } from './load-with-progress';
import { clicksFromFlags, runDistillClicks } from './run-distill-clicks';
import { rankingFromFlags, runDistillRanking } from './run-distill-ranking';
import { checkSettingsFlags, refuseFlags, settingsFromFlags } from './settings-options';
import { splitsFromFlags } from './split-options';
import { summaryText } from './summary';
import { writeOutputs } from './write-outputs';

export interface DistillFlags extends DistillationFlags {
  readonly out?: string;
  readonly report?: string;
  readonly cache: string;
  readonly tensorboard?: string;
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

/** Distils rating models as the flags say; `result.json` and the best student go into the out folder. */
export async function ratingsFromFlags(options: {
  readonly flags: DistillFlags;
  readonly command: string;
}): Promise<{ readonly result: DistillationResult; readonly outFolder: string }> {
  const { flags, command } = options;
  const { text, model, seed, labelShares, ablation, cache } = flags;
  const data = await loadWithProgress(flags);
  checkRated(flags, data);
  checkSettingsFlags(flags, data);
  const outFolder = flags.out ?? join('out', data.name);
  const splits = withFriendsTexts(splitsFromFlags(data, flags, seed), flags.friendsText);
  const settings = settingsFromFlags(flags, data);
  const { onEvent, close } = listenersFor(flags, data.name);
  const result = await runDistillation({
    ...{ data: splits[0].data, splits, settings, seed, model, labelShares, ablation, onEvent },
    ...{ outFolder, command, textSource: text, cacheFolder: cache },
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
  await checkNoClicks(flags);
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
function checkRated(flags: DistillFlags, data: RecommendationData): void {
  if (flags.minRating !== undefined)
    throw new InputError('--min-rating: expected --task ranking beside, found --task rating');
  if (!isImplicit(data)) return;
  const weighted =
    data.interactions.weights === undefined ? '' : ', or --ordinal-levels 5, which makes ratings of weights';
  throw new InputError(`${data.name} has no ratings; give --task ranking${weighted}`);
}

/** @throws InputError for a click log, or flags that only one has, with another task */
async function checkNoClicks(flags: DistillFlags): Promise<void> {
  const { task, dataset } = flags;
  const expected = `--task click beside, found --task ${task}`;
  refuseLogFlags(flags, expected);
  refuseFlags(flags, clickFlags, 'click');
  if (await isClickLog(flags))
    throw new InputError(`--dataset ${dataset} is a click log: expected ${expected}`);
}

/** `recdistill distill`, once its options are read. */
export async function runDistill(options: {
  readonly flags: DistillFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  const markdownPath = flags.report ?? null;
  if (markdownPath !== null && !markdownPath.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${markdownPath}`);
  if (flags.task === 'click') return runDistillClicks({ flags, command, markdownPath });
  await checkNoClicks(flags);
  if (flags.task === 'ranking') return runDistillRanking({ flags, command, markdownPath });
  const { result, outFolder } = await ratingsFromFlags({ flags, command });
  const written = await writeOutputs({ result, report: reportOf(result), outFolder, markdownPath });
  print(result, result, flags.json === true, [
    join(outFolder, 'result.json'),
    ...written,
    join(outFolder, 'model'),
  ]);
}
