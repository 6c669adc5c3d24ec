import { checkOptions, InputError } from '../errors';
import type { RatingColumns, Repeats } from './build-interactions';
import { downloadSource } from './download/download-source';
import { candidateFolders, locateSource } from './download/locate-source';
import type { EntityColumns } from './entity-settings';
import { inferEntityColumns, inferRatingColumns } from './infer-columns';
import { inferLayout } from './infer-layout';
import { type DataEvent, type LoadRatingsOptions, loadRatings } from './load-ratings';
import type { RecommendationData } from './recommendation-data';
import { findSource } from './sources';
import type { DataSource } from './sources/source';
import type { TableFile } from './tables/table';

/** Options of {@link loadData}: the name of a source, or files of one's own. */
export interface LoadDataOptions {
  /** Name of a source, see `sources`: `sample`, `ml-100k`, `lastfm-2k` ... */
  readonly dataset?: string;
  /** Folder of data sets to look in before RECDISTILL_DATA_DIR and the user's cache. */
  readonly dataDir?: string;
  /** Whether a source that lies nowhere may be fetched; when left out, yes. */
  readonly mayDownload?: boolean;
  /** A ratings file of one's own, by path or with its settings. */
  readonly ratings?: string | TableFile;
  readonly columns?: Partial<RatingColumns>;
  /** Reads the file as implicit, whatever it rates, and says what becomes of repeated pairs. */
  readonly repeats?: Repeats;
  readonly items?: string | TableFile;
  readonly itemColumns?: Partial<EntityColumns>;
  readonly users?: string | TableFile;
  readonly userColumns?: Partial<EntityColumns>;
  /** These as in {@link loadRatings}. */
  readonly weightScale?: LoadRatingsOptions['weightScale'];
  readonly shuffleSeed?: number;
  readonly unratedItems?: LoadRatingsOptions['unratedItems'];
  readonly itemTags?: LoadRatingsOptions['itemTags'];
  readonly userGraph?: LoadRatingsOptions['userGraph'];
  readonly levels?: readonly number[];
  /** Name of the data set in reports; when left out, the path of the ratings file. */
  readonly name?: string;
  readonly onProgress?: (event: DataEvent) => void;
  readonly signal?: AbortSignal;
}

/** Options that go on to {@link loadRatings} as they are. */
const PASSED_ON = ['weightScale', 'shuffleSeed', 'unratedItems', 'itemTags', 'userGraph', 'levels'] as const;

const FILE_OPTIONS = [
  'ratings',
  'columns',
  'repeats',
  'items',
  'itemColumns',
  'users',
  'userColumns',
  'name',
  ...PASSED_ON,
] as const;
const SOURCE_OPTIONS = ['dataDir', 'mayDownload'] as const;
const KNOWN = ['dataset', 'onProgress', 'signal', ...SOURCE_OPTIONS, ...FILE_OPTIONS];

function refuse(options: LoadDataOptions, names: readonly (keyof LoadDataOptions)[], why: string): void {
  const given = names.filter((name) => options[name] !== undefined);
  if (given.length > 0) throw new InputError(`loadData: ${given.join(', ')} cannot be given ${why}`);
}

function addressOf({ download, home }: DataSource): string {
  if (download === null) return `it from ${home}`;
  return 'files' in download ? download.files.map(({ url }) => url).join(', ') : download.url;
}

async function folderOf(source: DataSource, options: LoadDataOptions): Promise<string> {
  if (source.packagedIn !== null) return source.packagedIn;
  const folder = locateSource(source, options.dataDir);
  if (folder !== null) return folder;
  if (source.download !== null && options.mayDownload !== false) {
    return downloadSource({ source, onProgress: options.onProgress, signal: options.signal });
  }
  throw new InputError(
    `${source.title}: expected ${source.requiredFiles.join(', ')} in one of ${candidateFolders(source, options.dataDir).join(', ')}, found them in none; fetch ${addressOf(source)} and name its folder with dataDir`,
  );
}

function asFile(file: string | TableFile): TableFile {
  return typeof file === 'string' ? { path: file } : file;
}

/** The file and its columns; with `repeats` said, it is read as one without ratings. */
async function ratingsFile(
  options: LoadDataOptions,
  file: TableFile,
): Promise<Pick<LoadRatingsOptions, 'ratings' | 'columns' | 'repeats'>> {
  const { columns: given = {}, repeats } = options;
  if (repeats === undefined) return { ratings: file, columns: await inferRatingColumns(file, given) };
  const ratings = inferLayout(file, given);
  return { ratings, columns: await inferRatingColumns(ratings, { rating: null, ...given }), repeats };
}

async function loadFiles(options: LoadDataOptions, ratings: TableFile): Promise<RecommendationData> {
  const { items, users, onProgress } = options;
  const given = PASSED_ON.filter((name) => options[name] !== undefined);
  const entity = async (
    file: string | TableFile,
    kind: 'item' | 'user',
    given: Partial<EntityColumns> = {},
  ) => ({
    [`${kind}s`]: asFile(file),
    [`${kind}Columns`]: await inferEntityColumns(asFile(file), kind, given),
  });
  return loadRatings({
    name: options.name ?? ratings.path,
    ...(await ratingsFile(options, ratings)),
    ...(items === undefined ? {} : await entity(items, 'item', options.itemColumns)),
    ...(users === undefined ? {} : await entity(users, 'user', options.userColumns)),
    ...Object.fromEntries(given.map((name) => [name, options[name]])),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/**
 * Loads a data set by the name of its source (found in a folder, or fetched), or from files of one's own, whose
 * columns are told by their common names where they are not given.
 * @throws InputError for an unknown name, for options that do not go together, and as {@link loadRatings}
 */
export async function loadData(options: LoadDataOptions): Promise<RecommendationData> {
  checkOptions('loadData', options, KNOWN);
  if (options.dataset !== undefined) {
    refuse(options, FILE_OPTIONS, 'together with dataset');
    const source = findSource(options.dataset);
    const settings = source.settings(await folderOf(source, options));
    return loadRatings(options.onProgress ? { ...settings, onProgress: options.onProgress } : settings);
  }
  if (options.ratings === undefined)
    throw new InputError('loadData: give dataset (a name) or ratings (a file)');
  refuse(options, SOURCE_OPTIONS, 'without dataset');
  return loadFiles(options, asFile(options.ratings));
}
