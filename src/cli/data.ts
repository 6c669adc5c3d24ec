import type { Command } from 'commander';
import type { DataEvent, DataSummary, LoadReport } from '../data';
import { InputError } from '../errors';
import {
  addDataOptions,
  addLogOptions,
  isClickLog,
  type LogFlags,
  loadFromFlags,
  openLogFromFlags,
  refuseLogFlags,
} from './data-options';
import { makeProgress, type Progress } from './progress';

const examples = `
Examples:
  recdistill data sample                           the data set that comes with the package
  recdistill data ml-100k                          found in a folder, else fetched and checked
  recdistill data ml-100k --data-dir ~/data        looked for in ~/data/ml-100k and ~/data first
  recdistill data --ratings r.csv --items i.csv    files of your own
  recdistill data --interactions s.tsv             without ratings: pairs, or a user and their items a line
  recdistill data --ratings r.dat --separator :: --header user,item,rating,timestamp
  recdistill data --interactions plays.tsv --weight-column plays --weight-scale log --friends f.tsv --friend-columns a,b
  recdistill data --log ads.csv --label-column click --user-column user   a click log
  recdistill data sample --json                    the same for machines

Folders are looked through in this order: --data-dir, RECDISTILL_DATA_DIR, the user's cache.
Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

interface DataCommandFlags extends LogFlags {
  readonly download: boolean;
  readonly json?: boolean;
}

function listenToDownload(): { onProgress: (event: DataEvent) => void; stop: () => void } {
  let progress: Progress | null = null;
  return {
    onProgress(event) {
      if (event.kind !== 'download') return;
      progress ??= makeProgress({
        title: `fetching ${event.file}`,
        total: event.totalBytes ?? 0,
        stream: process.stderr,
        logEverySeconds: 5,
        now: () => performance.now(),
      });
      progress.update(event.receivedBytes);
    },
    stop: () => progress?.stop(),
  };
}

/** What not every data set has. */
function extras({ weights, friendships }: DataSummary): [string, string][] {
  const rows: [string, string][] = [];
  if (weights !== null) {
    const [least, median, most] = weights.map((weight) => weight.toFixed(2));
    rows.push(['weights', `${least} to ${most}, median ${median}`]);
  }
  if (friendships !== null) rows.push(['friends', `${friendships} ties, each way counted`]);
  return rows;
}

function lines(summary: DataSummary): [string, string][] {
  const { levels, ratingsByLevel, perUser, perItem } = summary;
  const share = (count: number) => `${((100 * count) / summary.ratings).toFixed(1)}%`;
  const spread = ([fewest, median, most]: readonly number[]) => `${fewest} to ${most}, median ${median}`;
  return [
    ['users', `${summary.users}, ${summary.usersWithText} with a text, ${summary.userFeatures} features`],
    [
      'items',
      `${summary.items}, ${summary.itemsWithText} with a text, ${summary.itemFeatures} features, ${summary.unratedItems} without ratings`,
    ],
    [
      'ratings',
      `${summary.ratings}, ${(100 * summary.density).toFixed(2)}% of all pairs, mean ${summary.meanRating.toFixed(3)}`,
    ],
    ['levels', levels.map((level, i) => `${level}: ${share(ratingsByLevel[i])}`).join(', ')],
    ['a user', `${spread(perUser)} ratings`],
    ['an item', `${spread(perItem)} ratings`],
    ...extras(summary),
    ['time', summary.from === null ? 'unknown' : `${summary.from} to ${summary.to}`],
    ['folds', summary.publishedFolds.join(', ') || 'none published'],
    ['best RMSE', summary.bestRmse === null ? 'unknown (real data)' : summary.bestRmse.toFixed(4)],
    ['sha256', summary.hash],
  ];
}

function issueLines({ read, kept, issues, examples }: LoadReport, what: string): string[] {
  const counts = Object.entries(issues).map(([kind, count]) => `${kind} ${count}`);
  const left = `${read} ${what} read, ${kept} kept`;
  return [counts.length === 0 ? `${left}; nothing amiss` : `${left}; ${counts.join(', ')}`, ...examples];
}

/** A click log in figures; it is never fetched. */
async function showLog(flags: LogFlags, asJson: boolean): Promise<void> {
  const { logLines, summarizeLog } = await import('./data/log-summary.js');
  const { log } = await openLogFromFlags(flags, {});
  const summary = summarizeLog(log);
  if (asJson) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else printLines(log.name, logLines(summary), log.report, 'rows');
}

/** The name may stand alone; a file of which repeats are said has no ratings. */
function dataFlags(
  name: string | undefined,
  { download: _, json: __, ...flags }: DataCommandFlags,
): LogFlags {
  if (name !== undefined && flags.dataset !== undefined)
    throw new InputError(`${name} and --dataset ${flags.dataset}: expected one of them, found both`);
  const { dataset = name, ratings, repeats, ...others } = flags;
  const isImplicit = ratings !== undefined && repeats !== undefined && flags.interactions === undefined;
  const rows = isImplicit ? { interactions: ratings } : { ratings };
  return { ...others, dataset, repeats, ...rows };
}

async function run(name: string | undefined, flags: DataCommandFlags): Promise<void> {
  const asked = dataFlags(name, flags);
  if (await isClickLog(asked)) return showLog(asked, flags.json === true);
  refuseLogFlags(asked, '--log <files> beside, found none');
  const isNamed = [asked.dataset, asked.ratings, asked.interactions].some((value) => value !== undefined);
  if (!isNamed)
    throw new InputError('data: give a name, --ratings <file>, --interactions <file> or --log <files>');
  // read only when asked for, as the loaders pull in much
  const { summarize } = await import('../data/index.js');
  const download = listenToDownload();
  const data = await loadFromFlags(asked, {
    onProgress: download.onProgress,
    mayDownload: flags.download,
  }).finally(download.stop);
  const summary = summarize(data);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...summary, report: data.report }, null, 2)}\n`);
    return;
  }
  printLines(data.name, lines(summary), data.report, 'ratings');
}

function printLines(name: string, lines: [string, string][], report: LoadReport, what: string): void {
  const rows = lines.map(([title, text]) => `${title.padEnd(10)} ${text}`);
  process.stdout.write(`${[name, ...rows, ...issueLines(report, what)].join('\n')}\n`);
}

/** Adds `recdistill data`. */
export function registerData(program: Command): void {
  const command = program
    .command('data')
    .argument('[name]', 'of a data set, as --dataset')
    .summary('find or fetch a data set, check it and show it in figures')
    .description(
      'Finds a data set in a folder or fetches it from its home (with a checksum), reads and checks all of it, and prints it in figures with everything that was amiss.',
    );
  addDataOptions(command);
  addLogOptions(command)
    .option('--no-download', 'fail when the data set lies in no folder')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(run);
}
