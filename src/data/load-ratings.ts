import { checkOptions, InputError } from '../errors';
import { buildEntities, indexRecords, type RecordsById } from './build-entities';
import {
  onlyOnScale,
  type RatingColumns,
  type RawRating,
  readRatings,
  withoutDuplicates,
} from './build-interactions';
import type { EntityColumns } from './entity-settings';
import { hashData } from './hash-data';
import { IssueLog } from './load-report';
import { type PublishedFoldFile, readPublishedFolds } from './published-folds';
import { checkLevels, inferLevels } from './rating-levels';
import type { Interactions, RecommendationData } from './recommendation-data';
import { readTable } from './tables/read-table';
import { placeOf, type Table, type TableFile } from './tables/table';

/** Sent while a data set is fetched and read. */
export type DataEvent =
  | {
      readonly kind: 'download';
      readonly file: string;
      readonly receivedBytes: number;
      readonly totalBytes: number | null;
    }
  | { readonly kind: 'read'; readonly file: string; readonly records: number };

/** Options of {@link loadRatings}. */
export interface LoadRatingsOptions {
  readonly name: string;
  readonly ratings: TableFile;
  readonly columns: RatingColumns;
  readonly items?: TableFile;
  readonly itemColumns?: EntityColumns;
  readonly users?: TableFile;
  readonly userColumns?: EntityColumns;
  /** The rating scale, ascending; when left out, the distinct ratings of the file. */
  readonly levels?: readonly number[];
  readonly publishedFolds?: readonly PublishedFoldFile[];
  readonly onProgress?: (event: DataEvent) => void;
}

const KNOWN = [
  'name',
  'ratings',
  'columns',
  'items',
  'itemColumns',
  'users',
  'userColumns',
  'levels',
  'publishedFolds',
  'onProgress',
] as const;

type Progress = LoadRatingsOptions['onProgress'];

async function readReported(file: TableFile, log: IssueLog, onProgress: Progress): Promise<Table> {
  const table = await readTable(file, log);
  onProgress?.({ kind: 'read', file: table.file, records: table.rows.length });
  return table;
}

async function readRecords(
  kind: 'item' | 'user',
  options: LoadRatingsOptions,
  log: IssueLog,
): Promise<RecordsById | null> {
  const file = kind === 'item' ? options.items : options.users;
  const columns = kind === 'item' ? options.itemColumns : options.userColumns;
  if (file === undefined && columns === undefined) return null;
  if (file === undefined || columns === undefined) {
    throw new InputError(
      `loadRatings: ${kind}s and ${kind}Columns go together, found only ${file ? `${kind}s` : `${kind}Columns`}`,
    );
  }
  return indexRecords(await readReported(file, log, options.onProgress), columns, kind, log);
}

async function readOnScale(
  options: LoadRatingsOptions,
  log: IssueLog,
): Promise<{ table: Table; ratings: RawRating[]; levels: readonly number[] }> {
  const table = await readReported(options.ratings, log, options.onProgress);
  log.addRead(table.rows.length);
  const read = readRatings(table, options.columns, log);
  if (read.length === 0) throw new InputError(`${table.file}:1: expected at least one rating, found none`);
  if (options.levels !== undefined) checkLevels(options.levels);
  const levels =
    options.levels ??
    inferLevels(
      read.map((raw) => raw.rating),
      table.file,
    );
  const ratings = withoutDuplicates(onlyOnScale(read, levels, table, log), table, log);
  if (ratings.length > 0) return { table, ratings, levels };
  throw new InputError(`${table.file}:1: expected ratings on the scale ${levels.join(', ')}, found none`);
}

/** Ids of the records in the file's order, then those that only the ratings know, in order of appearance. */
function indexIds(records: RecordsById | null, idsOfRatings: Iterable<string>): Map<string, number> {
  const index = new Map<string, number>();
  for (const id of records?.keys() ?? []) index.set(id, index.size);
  for (const id of idsOfRatings) if (!index.has(id)) index.set(id, index.size);
  return index;
}

function countUnknown(
  ratings: readonly RawRating[],
  table: Table,
  kind: 'user' | 'item',
  records: RecordsById | null,
  log: IssueLog,
): void {
  if (records === null) return;
  for (const raw of ratings) {
    if (records.has(raw[kind])) continue;
    log.count(
      `unknown-${kind}`,
      placeOf(table, raw.row),
      `${kind} ${raw[kind]} has no record; kept, without text and features`,
    );
  }
}

function toInteractions(
  ratings: readonly RawRating[],
  userIndex: ReadonlyMap<string, number>,
  itemIndex: ReadonlyMap<string, number>,
  hasTime: boolean,
): Interactions {
  return {
    users: Int32Array.from(ratings, (raw) => userIndex.get(raw.user) as number),
    items: Int32Array.from(ratings, (raw) => itemIndex.get(raw.item) as number),
    ratings: Float32Array.from(ratings, (raw) => raw.rating),
    timestamps: hasTime ? Float64Array.from(ratings, (raw) => raw.timestamp) : null,
  };
}

function expectationsOf(
  ratings: readonly RawRating[],
  table: Table,
  column: string | undefined,
): Float32Array | null {
  if (column === undefined) return null;
  const gap = ratings.find((raw) => Number.isNaN(raw.expectation));
  if (gap) throw new InputError(`${placeOf(table, gap.row)}: expected a number in "${column}", found none`);
  return Float32Array.from(ratings, (raw) => raw.expectation);
}

/**
 * Loads ratings, and optionally items and users, from CSV, TSV or Parquet files with named columns.
 *
 * Of several ratings of one item by one user the last by time is kept. Ratings that are missing or not on the scale
 * are left out. Ratings of users or items without a record are kept, with an empty text and features of 0. All of
 * this is counted in `report.issues`, with the first places in `report.examples`.
 * @throws InputError as `file:line: expected, found` at a malformed record, and for settings that do not fit the files
 */
export async function loadRatings(options: LoadRatingsOptions): Promise<RecommendationData> {
  checkOptions('loadRatings', options, KNOWN);
  const log = new IssueLog();
  const itemRecords = await readRecords('item', options, log);
  const userRecords = await readRecords('user', options, log);
  const { table, ratings, levels } = await readOnScale(options, log);
  countUnknown(ratings, table, 'item', itemRecords, log);
  countUnknown(ratings, table, 'user', userRecords, log);
  const userIndex = indexIds(
    userRecords,
    ratings.map((raw) => raw.user),
  );
  const itemIndex = indexIds(
    itemRecords,
    ratings.map((raw) => raw.item),
  );
  const interactions = toInteractions(ratings, userIndex, itemIndex, options.columns.timestamp !== undefined);
  const finder = { userIndex, itemIndex, interactions, columns: options.columns };
  const publishedFolds = await readPublishedFolds(options.publishedFolds ?? [], finder, log);
  const content = {
    users: buildEntities([...userIndex.keys()], userRecords, options.userColumns ?? null),
    items: buildEntities([...itemIndex.keys()], itemRecords, options.itemColumns ?? null),
    interactions,
    levels: [...levels],
    expectations: expectationsOf(ratings, table, options.columns.expectation),
  };
  return {
    ...content,
    name: options.name,
    publishedFolds,
    report: log.report(ratings.length),
    hash: hashData(content),
  };
}
