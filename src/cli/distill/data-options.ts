import { basename, extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FeatureColumn } from '../../data/entity-settings';
import { loadData } from '../../data/load-data';
import type { DataEvent } from '../../data/load-ratings';
import type { RecommendationData } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import { parseNames, parseNumbers } from './parse-list';

export interface DataFlags {
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly ratings?: string;
  readonly interactions?: string;
  readonly userColumn?: string;
  readonly itemColumn?: string;
  readonly ratingColumn?: string;
  readonly timestampColumn?: string;
  readonly levels?: number[];
  readonly repeats?: 'keep' | 'last';
  readonly minRating?: number;
  readonly items?: string;
  readonly itemId?: string;
  readonly itemText?: string[];
  readonly itemFeatures?: FeatureColumn[];
  readonly users?: string;
  readonly userId?: string;
  readonly userText?: string[];
  readonly userFeatures?: FeatureColumn[];
}

const kinds = ['number', 'flag', 'category', 'list'] as const;

/** "genres:list:|,year:number" as feature columns. */
function parseFeatures(value: string): FeatureColumn[] {
  return value.split(',').map((part) => {
    const [column, kind, separator] = part.trim().split(':');
    const known = kinds.find((name) => name === kind);
    if (
      column &&
      known !== undefined &&
      (known === 'list') === (separator !== undefined && separator !== '')
    ) {
      return known === 'list' ? { column, kind: known, separator } : { column, kind: known };
    }
    throw new InvalidArgumentError(
      `Expected column:number, column:flag, column:category or column:list:separator, found "${part}".`,
    );
  });
}

/** Adds the options that name a data set, or files of one's own. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--dataset <name>', 'sample, ml-100k, ml-latest-small (the sample where no ratings are given)')
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--ratings <file>', 'ratings of your own: CSV, TSV or Parquet, may be gzipped')
    .option(
      '--interactions <file>',
      'what users took, without ratings, for --task ranking: user<TAB>item, user<TAB>item item item, or columns as above',
    )
    .addOption(
      new Option(
        '--repeats <rule>',
        'an item that a user took again: each time counts, or the last (keep where not given)',
      ).choices(['keep', 'last']),
    )
    .option('--min-rating <number>', 'for --task ranking: only ratings of at least so much count', Number)
    .option('--user-column <name>', 'column of the ratings; common names are found')
    .option('--item-column <name>', 'likewise')
    .option('--rating-column <name>', 'likewise')
    .option('--timestamp-column <name>', 'likewise; splits by time need it')
    .option('--levels <numbers>', 'the rating scale, ascending, e.g. 1,2,3,4,5', parseNumbers)
    .option('--items <file>', 'items with texts for the language model')
    .option('--item-id <name>', 'column of the id that the ratings use')
    .option(
      '--item-text <names>',
      'columns that the language model reads (all words where not given)',
      parseNames,
    )
    .option('--item-features <columns>', 'side features, e.g. "genres:list:|,year:number"', parseFeatures)
    .option('--users <file>', 'users, with texts and side features as for items')
    .option('--user-id <name>', 'as for items')
    .option('--user-text <names>', 'as for items', parseNames)
    .option('--user-features <columns>', 'as for items', parseFeatures);
}

/** Only what was given, as loaders take a missing option as one to find out. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The flags that describe files of one's own. */
const fileFlags = [
  ...['userColumn', 'itemColumn', 'ratingColumn', 'timestampColumn', 'levels', 'items', 'itemId', 'itemText'],
  ...['itemFeatures', 'users', 'userId', 'userText', 'userFeatures'],
] as const satisfies readonly (keyof DataFlags)[];

function checkTogether(flags: DataFlags): void {
  const own = fileFlags.filter((name) => flags[name] !== undefined);
  const dashed = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const sources = (['dataset', 'ratings', 'interactions'] as const).filter(
    (name) => flags[name] !== undefined,
  );
  if (sources.length > 1) {
    throw new InputError(
      `${sources.map(dashed).join(' and ')}: expected one of them, found ${sources.length}`,
    );
  }
  const hasFile = flags.ratings !== undefined || flags.interactions !== undefined;
  if (!hasFile && own.length > 0)
    throw new InputError(
      `${own.map(dashed).join(', ')}: expected --ratings <file> or --interactions <file> beside, found none`,
    );
  if (flags.repeats !== undefined && flags.interactions === undefined)
    throw new InputError('--repeats: expected --interactions <file> beside, found none');
  const rated = flags.interactions === undefined ? [] : (['ratingColumn', 'levels', 'minRating'] as const);
  const unread = rated.find((name) => flags[name] !== undefined);
  if (unread !== undefined)
    throw new InputError(`${dashed(unread)}: --interactions has no ratings; give the file with --ratings`);
}

/** Loads what the flags name. */
export async function loadFromFlags(
  flags: DataFlags,
  onProgress: (event: DataEvent) => void,
): Promise<RecommendationData> {
  checkTogether(flags);
  const { dataDir, interactions, ratings = interactions, levels, items, users } = flags;
  if (ratings === undefined) {
    return loadData({ dataset: flags.dataset ?? 'sample', ...given({ dataDir }), onProgress });
  }
  const { userColumn, itemColumn, ratingColumn, timestampColumn } = flags;
  const columns = { user: userColumn, item: itemColumn, rating: ratingColumn, timestamp: timestampColumn };
  const itemColumns = given({ id: flags.itemId, text: flags.itemText, features: flags.itemFeatures });
  const userColumns = given({ id: flags.userId, text: flags.userText, features: flags.userFeatures });
  return loadData({
    ratings,
    name: nameOf(ratings),
    columns: given(columns),
    ...given({ levels, items, users }),
    ...(interactions === undefined ? {} : { repeats: flags.repeats ?? 'keep' }),
    ...(items === undefined ? {} : { itemColumns }),
    ...(users === undefined ? {} : { userColumns }),
    onProgress,
  });
}

/** "shop/ratings.csv.gz" -> "ratings" */
function nameOf(path: string): string {
  const plain = basename(path).replace(/\.gz$/, '');
  return basename(plain, extname(plain));
}
