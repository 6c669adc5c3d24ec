import { type Command, Option } from 'commander';
import type { DataEvent, DataSummary, LoadReport, Repeats } from '../data';
import { makeProgress, type Progress } from './progress';

const examples = `
Examples:
  recdistill data sample                           the data set that comes with the package
  recdistill data ml-100k                          found in a folder, else fetched and checked
  recdistill data ml-100k --data-dir ~/data        looked for in ~/data/ml-100k and ~/data first
  recdistill data --ratings r.csv --items i.csv    files of your own
  recdistill data --ratings s.tsv --repeats keep   without ratings: pairs, or a user and their items a line
  recdistill data sample --json                    the same for machines

Folders are looked through in this order: --data-dir, RECDISTILL_DATA_DIR, the user's cache.
Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

interface DataFlags {
  readonly dataDir?: string;
  readonly download: boolean;
  readonly ratings?: string;
  readonly items?: string;
  readonly users?: string;
  readonly repeats?: Repeats;
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
    ['time', summary.from === null ? 'unknown' : `${summary.from} to ${summary.to}`],
    ['folds', summary.publishedFolds.join(', ') || 'none published'],
    ['best RMSE', summary.bestRmse === null ? 'unknown (real data)' : summary.bestRmse.toFixed(4)],
    ['sha256', summary.hash],
  ];
}

function issueLines({ read, kept, issues, examples }: LoadReport): string[] {
  const counts = Object.entries(issues).map(([kind, count]) => `${kind} ${count}`);
  const left = `${read} ratings read, ${kept} kept`;
  return [counts.length === 0 ? `${left}; nothing amiss` : `${left}; ${counts.join(', ')}`, ...examples];
}

async function run(name: string | undefined, flags: DataFlags): Promise<void> {
  // read only when asked for, as the loaders pull in much
  const { loadData, summarize } = await import('../data/index.js');
  const { dataDir, ratings, repeats, items, users } = flags;
  const download = listenToDownload();
  const data = await loadData({
    ...(name === undefined ? {} : { dataset: name }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(flags.download ? {} : { mayDownload: false }),
    ...(ratings === undefined ? {} : { ratings }),
    ...(repeats === undefined ? {} : { repeats }),
    ...(items === undefined ? {} : { items }),
    ...(users === undefined ? {} : { users }),
    onProgress: download.onProgress,
  }).finally(download.stop);
  const summary = summarize(data);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...summary, report: data.report }, null, 2)}\n`);
    return;
  }
  const rows = lines(summary).map(([title, text]) => `${title.padEnd(10)} ${text}`);
  process.stdout.write(`${[data.name, ...rows, ...issueLines(data.report)].join('\n')}\n`);
}

/** Adds `recdistill data`. */
export function registerData(program: Command): void {
  program
    .command('data')
    .argument('[name]', 'sample, ml-100k, ml-latest-small or amazon-industrial')
    .summary('find or fetch a data set, check it and show it in figures')
    .description(
      'Finds a data set in a folder or fetches it from its home (with a checksum), reads and checks all of it, and prints it in figures with everything that was amiss.',
    )
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--no-download', 'fail when the data set lies in no folder')
    .option('--ratings <file>', 'CSV, TSV, JSON or Parquet file of ratings of your own, instead of a name')
    .addOption(
      new Option(
        '--repeats <what>',
        'for ratings files without ratings: whether a pair of user and item that comes again is kept',
      ).choices(['keep', 'last'] satisfies Repeats[]),
    )
    .option('--items <file>', 'file of items with texts')
    .option('--users <file>', 'file of users with texts')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(run);
}
