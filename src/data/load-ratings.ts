import { checkOptions, InputError } from '../errors';
import { assembleData, type EntityTable } from './assemble-data';
import type { RatingColumns, Repeats } from './build-interactions';
import type { EntityColumns } from './entity-settings';
import { IssueLog } from './load-report';
import type { PublishedFoldFile } from './published-folds';
import type { RecommendationData } from './recommendation-data';
import { readTable } from './tables/read-table';
import type { Table, TableFile } from './tables/table';

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
  'repeats',
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
  return { table: await readReported(file, log, options.onProgress), columns };
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
 * @throws InputError as `file:line: expected, found` at a malformed record, and for settings that do not fit the files
 */
export async function loadRatings(options: LoadRatingsOptions): Promise<RecommendationData> {
  checkOptions('loadRatings', options, KNOWN);
  const log = new IssueLog();
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
    publishedFolds: options.publishedFolds ?? [],
    log,
  });
}
