import { InputError } from '../errors';
import { buildEntities, indexRecords, type RecordsById } from './build-entities';
import {
  countRepeats,
  onlyOnScale,
  type RatingColumns,
  type RawRating,
  type Repeats,
  readRatings,
  withoutDuplicates,
} from './build-interactions';
import type { EntityColumns } from './entity-settings';
import { hashData } from './hash-data';
import type { IssueLog } from './load-report';
import { type PublishedFoldFile, readPublishedFolds } from './published-folds';
import { checkLevels, inferLevels } from './rating-levels';
import type { Interactions, RecommendationData } from './recommendation-data';
import { placeOf, type Table } from './tables/table';

/** A table of users or items with the meaning of its columns. */
export interface EntityTable {
  readonly table: Table;
  readonly columns: EntityColumns;
}

/** Tables that are read already, wherever they come from. */
export interface DataTables {
  readonly name: string;
  readonly ratings: Table;
  readonly columns: RatingColumns;
  /** For tables without a rating column, null for others. */
  readonly repeats: Repeats | null;
  readonly items: EntityTable | null;
  readonly users: EntityTable | null;
  /** null: the distinct ratings. */
  readonly levels: readonly number[] | null;
  readonly publishedFolds: readonly PublishedFoldFile[];
  readonly log: IssueLog;
}

/** @throws InputError unless `repeats` is said where there are no ratings, and nothing that only ratings have */
function checkRepeats({ columns, repeats, levels, publishedFolds }: DataTables): void {
  if (columns.rating !== null) {
    if (repeats === null) return;
    throw new InputError(
      `repeats is for files without ratings, found it beside the rating column "${columns.rating}"; give columns.rating null to read the file as implicit`,
    );
  }
  if (repeats !== 'keep' && repeats !== 'last')
    throw new InputError(`repeats must be "keep" or "last" for a file without ratings, found ${repeats}`);
  if (levels !== null)
    throw new InputError('levels cannot be given for a file without ratings: its one level is 1');
  if (repeats === 'keep' && publishedFolds.length > 0)
    throw new InputError('repeats "keep" and publishedFolds do not go together: a fold names a pair once');
}

/** Events as they were read; of those that repeat a pair all or the last. */
function eventsOf({ ratings: table, columns, repeats, log }: DataTables): RawRating[] {
  const read = readRatings(table, columns, log);
  if (repeats === 'last') return withoutDuplicates(read, table, log, 'repeat');
  countRepeats(read, table, log);
  return read;
}

function ratingsOnScale(tables: DataTables): { ratings: RawRating[]; levels: readonly number[] } {
  const { ratings: table, columns, log } = tables;
  log.addRead(table.rows.length);
  if (columns.rating === null) {
    const ratings = eventsOf(tables);
    if (ratings.length > 0) return { ratings, levels: [1] };
    throw new InputError(`${table.file}:1: expected at least one event, found none`);
  }
  const read = readRatings(table, columns, log);
  if (read.length === 0) throw new InputError(`${table.file}:1: expected at least one rating, found none`);
  if (tables.levels !== null) checkLevels(tables.levels);
  const levels = tables.levels ?? inferLevels(new Set(read.map((raw) => raw.rating)), table.file);
  const ratings = withoutDuplicates(onlyOnScale(read, levels, table, log), table, log, 'duplicate');
  if (ratings.length > 0) return { ratings, levels };
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

/** Puts tables together to a data set, with the checks that {@link loadRatings} describes. */
export async function assembleData(tables: DataTables): Promise<RecommendationData> {
  const { ratings: table, columns, items, users, log } = tables;
  checkRepeats(tables);
  const itemRecords = items && indexRecords(items.table, items.columns, 'item', log);
  const userRecords = users && indexRecords(users.table, users.columns, 'user', log);
  const { ratings, levels } = ratingsOnScale(tables);
  countUnknown(ratings, table, 'item', itemRecords, log);
  countUnknown(ratings, table, 'user', userRecords, log);
  const idsOf = (kind: 'user' | 'item') => ratings.map((raw) => raw[kind]);
  const userIndex = indexIds(userRecords, idsOf('user'));
  const itemIndex = indexIds(itemRecords, idsOf('item'));
  const interactions = toInteractions(ratings, userIndex, itemIndex, columns.timestamp !== undefined);
  const finder = { userIndex, itemIndex, interactions, columns };
  const publishedFolds = await readPublishedFolds(tables.publishedFolds, finder, log);
  const content = {
    users: buildEntities([...userIndex.keys()], userRecords, users?.columns ?? null),
    items: buildEntities([...itemIndex.keys()], itemRecords, items?.columns ?? null),
    interactions,
    levels: [...levels],
    expectations: expectationsOf(ratings, table, columns.expectation),
  };
  return {
    ...content,
    name: tables.name,
    publishedFolds,
    report: log.report(ratings.length),
    hash: hashData(content),
  };
}
