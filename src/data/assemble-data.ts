import { InputError } from '../errors';
import { buildEntities, indexRecords, type RecordsById } from './build-entities';
import type { RatingColumns, RawRating, Repeats, WeightScale } from './build-interactions';
import { collectRatings } from './collect-ratings';
import type { EntityColumns } from './entity-settings';
import { hashData } from './hash-data';
import type { IssueLog } from './load-report';
import { type PublishedFoldFile, readPublishedFolds } from './published-folds';
import type { Interactions, RecommendationData } from './recommendation-data';
import { placeOf, type Table } from './tables/table';
import { buildUserGraph, type UserGraphFile } from './user-graph';

/** A table of users or items with the meaning of its columns. */
export interface EntityTable {
  readonly table: Table;
  readonly columns: EntityColumns;
}

/** A table of ties between users with the meaning of its columns. */
export interface UserGraphTable extends Omit<UserGraphFile, 'file'> {
  readonly table: Table;
}

/** Items that nobody rated: part of the catalogue, or not. */
export type UnratedItems = 'keep' | 'leave-out';

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
  /** Goes with `columns.weight`. */
  readonly weightScale?: WeightScale;
  /** Draws the order of the rows; when left out, that of the file. */
  readonly shuffleSeed?: number;
  /** When left out, they are kept. */
  readonly unratedItems?: UnratedItems;
  readonly userGraph?: UserGraphTable;
  readonly publishedFolds: readonly PublishedFoldFile[];
  readonly log: IssueLog;
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
  { columns, weightScale }: Pick<DataTables, 'columns' | 'weightScale'>,
): Interactions {
  const scaled = weightScale === 'log' ? Math.log1p : (weight: number) => weight;
  return {
    users: Int32Array.from(ratings, (raw) => userIndex.get(raw.user) as number),
    items: Int32Array.from(ratings, (raw) => itemIndex.get(raw.item) as number),
    ratings: Float32Array.from(ratings, (raw) => raw.rating),
    timestamps: columns.timestamp === undefined ? null : Float64Array.from(ratings, (raw) => raw.timestamp),
    ...(weightScale === undefined
      ? {}
      : { weights: Float32Array.from(ratings, (raw) => scaled(raw.weight)) }),
  };
}

/** The records of the items that somebody rated; the others are counted. */
function onlyRated(records: RecordsById, ratings: readonly RawRating[], log: IssueLog): RecordsById {
  const rated = new Set(ratings.map((raw) => raw.item));
  return new Map(
    [...records].filter(([id, { place }]) => {
      if (!rated.has(id)) log.count('unrated-item', place, `nobody rated item ${id}; left out`);
      return rated.has(id);
    }),
  );
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

function itemRecordsOf(tables: DataTables, ratings: readonly RawRating[]): RecordsById | null {
  const { items, unratedItems, log } = tables;
  if (items === null) return null;
  const records = indexRecords(items.table, items.columns, 'item', log);
  return unratedItems === 'leave-out' ? onlyRated(records, ratings, log) : records;
}

/** Puts tables together to a data set, with the checks that {@link loadRatings} describes. */
export async function assembleData(tables: DataTables): Promise<RecommendationData> {
  const { ratings: table, columns, items, users, userGraph, log } = tables;
  const { ratings, levels } = collectRatings(tables);
  const itemRecords = itemRecordsOf(tables, ratings);
  const userRecords = users && indexRecords(users.table, users.columns, 'user', log);
  countUnknown(ratings, table, 'item', itemRecords, log);
  countUnknown(ratings, table, 'user', userRecords, log);
  const idsOf = (kind: 'user' | 'item') => ratings.map((raw) => raw[kind]);
  const userIndex = indexIds(userRecords, idsOf('user'));
  const itemIndex = indexIds(itemRecords, idsOf('item'));
  const interactions = toInteractions(ratings, userIndex, itemIndex, tables);
  const finder = { userIndex, itemIndex, interactions, columns };
  const publishedFolds = await readPublishedFolds(tables.publishedFolds, finder, log);
  const content = {
    users: buildEntities([...userIndex.keys()], userRecords, users?.columns ?? null),
    items: buildEntities([...itemIndex.keys()], itemRecords, items?.columns ?? null),
    interactions,
    levels: [...levels],
    expectations: expectationsOf(ratings, table, columns.expectation),
    ...(userGraph ? { userGraph: buildUserGraph(userGraph.table, userGraph, userIndex, log) } : {}),
  };
  return {
    ...content,
    name: tables.name,
    publishedFolds,
    report: log.report(ratings.length),
    hash: hashData(content),
  };
}
