import { checkOptions, InputError } from '../errors';
import { assembleData, type EntityTable, type UnratedItems, type UserGraphTable } from './assemble-data';
import type { RatingColumns, Repeats, WeightScale } from './build-interactions';
import type { EntityColumns } from './entity-settings';
import { IssueLog } from './load-report';
import type { PublishedFoldFile } from './published-folds';
import type { RecommendationData } from './recommendation-data';
import { readTable } from './tables/read-table';
import type { Table, TableFile } from './tables/table';
import { addTags, type ItemTagFiles, type TagTables } from './tags';
import type { UserGraphFile } from './user-graph';

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
  /** For a file without ratings (`columns.rating` null), and needed there: what becomes of repeated pairs. */
  readonly repeats?: Repeats;
  /** Needed with `columns.weight`: `log` takes ln(1 + value), for counts that span decades. */
  readonly weightScale?: WeightScale;
  /**
   * For a file without times whose rows stand in no order of events (by plays, by item): an order drawn with this seed
   * takes their place, so that splits by order hold out rows at random. When left out, the rows stay as they are.
   */
  readonly shuffleSeed?: number;
  readonly items?: TableFile;
  readonly itemColumns?: EntityColumns;
  /** When left out, the items of the file that nobody rated are kept, as a catalogue has them. */
  readonly unratedItems?: UnratedItems;
  /** Tags that people gave to items; the items get a column `tags` of the most frequent ones, joined with `|`. */
  readonly itemTags?: ItemTagFiles;
  readonly users?: TableFile;
  readonly userColumns?: EntityColumns;
  /** Ties between users; they become `userGraph`. */
  readonly userGraph?: UserGraphFile;
  /** The rating scale, ascending; when left out, the distinct ratings of the file. */
  readonly levels?: readonly number[];
  readonly publishedFolds?: readonly PublishedFoldFile[];
  readonly onProgress?: (event: DataEvent) => void;
}

const KNOWN = [
  'name',
  'ratings',
  'columns',
  'repeats',
  'weightScale',
  'shuffleSeed',
  'items',
  'itemColumns',
  'unratedItems',
  'itemTags',
  'users',
  'userColumns',
  'userGraph',
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

async function readEntities(
  kind: 'item' | 'user',
  options: LoadRatingsOptions,
  log: IssueLog,
): Promise<EntityTable | null> {
  const file = kind === 'item' ? options.items : options.users;
  const columns = kind === 'item' ? options.itemColumns : options.userColumns;
  if (file === undefined && columns === undefined) return null;
  if (file === undefined || columns === undefined) {
    throw new InputError(
      `loadRatings: ${kind}s and ${kind}Columns go together, found only ${file ? `${kind}s` : `${kind}Columns`}`,
    );
  }
  const table = await readReported(file, log, options.onProgress);
  return { table: kind === 'item' ? await withTags(table, columns, options, log) : table, columns };
}

async function withTags(
  table: Table,
  { id }: EntityColumns,
  { itemTags, onProgress }: LoadRatingsOptions,
  log: IssueLog,
): Promise<Table> {
  if (itemTags === undefined) return table;
  const { file, names, columns, most } = itemTags;
  const tables: TagTables = {
    columns,
    most,
    table: await readReported(file, log, onProgress),
    names: names && { table: await readReported(names.file, log, onProgress), columns: names.columns },
  };
  return addTags(table, id, tables, log);
}

async function readUserGraph(
  { userGraph, onProgress }: LoadRatingsOptions,
  log: IssueLog,
): Promise<{ userGraph?: UserGraphTable }> {
  if (userGraph === undefined) return {};
  const { file, ...meaning } = userGraph;
  return { userGraph: { ...meaning, table: await readReported(file, log, onProgress) } };
}

function checkTags({ itemTags, items }: LoadRatingsOptions): void {
  if (itemTags !== undefined && items === undefined)
    throw new InputError('loadRatings: itemTags go with a file of items, found none');
}

/**
 * Loads ratings, and optionally items and users, from CSV, TSV, JSON or Parquet files with named columns.
 *
 * Of several ratings of one item by one user the last by time is kept. Ratings that are missing or not on the scale
 * are left out. Ratings of users or items without a record are kept, with an empty text and features of 0. All of
 * this is counted in `report.issues`, with the first places in `report.examples`.
 *
 * A file without ratings, or of whole sequences, is read as implicit (`columns.rating` null): every row is an event of
 * rating 1 on the levels [1]. Events that repeat a pair are counted as `repeat`, and kept or not as `repeats` says.
 * Rows whose weight is 0 or missing are left out, counted as `zero-weight` and `not-a-number`.
 * @throws InputError as `file:line: expected, found` at a malformed record, and for settings that do not fit the files
 */
export async function loadRatings(options: LoadRatingsOptions): Promise<RecommendationData> {
  checkOptions('loadRatings', options, KNOWN);
  checkTags(options);
  const log = new IssueLog();
  const { weightScale, shuffleSeed, unratedItems } = options;
  const items = await readEntities('item', options, log);
  const users = await readEntities('user', options, log);
  return assembleData({
    name: options.name,
    ratings: await readReported(options.ratings, log, options.onProgress),
    columns: options.columns,
    repeats: options.repeats ?? null,
    items,
    users,
    levels: options.levels ?? null,
    ...{ weightScale, shuffleSeed, unratedItems },
    ...(await readUserGraph(options, log)),
    publishedFolds: options.publishedFolds ?? [],
    log,
  });
}
