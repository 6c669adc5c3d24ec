import { InputError } from '../errors';
import type { IssueLog } from './load-report';
import { parseNumber } from './tables/parse-number';
import { parseTime } from './tables/parse-time';
import { columnIndex } from './tables/read-table';
import { placeOf, type Table } from './tables/table';

/**
 * What becomes of several events of one user and item in implicit data: each stays an event of its own, or the last by
 * time (by line where there are no times) stands for all.
 */
export type Repeats = 'keep' | 'last';

/** Names of the columns of a ratings file. */
export interface RatingColumns {
  readonly user: string;
  readonly item: string;
  /** null: the file holds no ratings, and each row says that the user took the item. */
  readonly rating: string | null;
  /** Seconds since 1970. */
  readonly timestamp?: string;
  /** How much a row says, 0 or more: plays, purchases, minutes. */
  readonly weight?: string;
  /** The true expectation of the rating, where a generator wrote it. */
  readonly expectation?: string;
}

/** How a column of weights becomes weights: as it stands, or as ln(1 + value), for counts that span decades. */
export type WeightScale = 'linear' | 'log';

/** One rating as read, before ids become indices. */
export interface RawRating {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
  /** NaN where there is none. */
  readonly timestamp: number;
  /** As it stands in the file; NaN where there is none. */
  readonly weight: number;
  /** NaN where there is none. */
  readonly expectation: number;
  /** Row of the table, for messages. */
  readonly row: number;
}

function idAt(table: Table, row: number, column: number): string {
  const id = table.rows[row][column].trim();
  if (id !== '') return id;
  throw new InputError(`${placeOf(table, row)}: expected an id in "${table.columns[column]}", found nothing`);
}

/** How a cell is read, and what it should hold, for the message. */
interface Reading {
  /** NaN where the cell says that there is nothing, null where it holds something else. */
  readonly parse: (cell: string) => number | null;
  readonly expected: string;
}

const aNumber: Reading = { parse: parseNumber, expected: 'a number' };
const aTime: Reading = {
  parse: parseTime,
  expected: 'a time (a number, or a date such as 2018-06-17 20:05:30)',
};

/** A cell's value, NaN for a missing one or a column that was not asked for. */
function valueAt(table: Table, row: number, column: number, { parse, expected }: Reading = aNumber): number {
  if (column < 0) return Number.NaN;
  const cell = table.rows[row][column];
  const value = parse(cell);
  if (value !== null) return value;
  throw new InputError(
    `${placeOf(table, row)}: expected ${expected} in "${table.columns[column]}", found ${JSON.stringify(cell)}`,
  );
}

/** Positions of the columns that hold numbers, -1 for those that were not asked for. */
interface NumberColumns {
  readonly rating: number;
  readonly timestamp: number;
  readonly weight: number;
  readonly expectation: number;
}

function numberColumns(table: Table, columns: RatingColumns): NumberColumns {
  const position = (name: string | null | undefined) => (name == null ? -1 : columnIndex(table, name));
  return {
    rating: position(columns.rating),
    timestamp: position(columns.timestamp),
    weight: position(columns.weight),
    expectation: position(columns.expectation),
  };
}

/** Counts a row that says nothing, and tells whether it is one. */
function saysNothing(
  raw: RawRating,
  { rating, weight }: NumberColumns,
  table: Table,
  log: IssueLog,
): boolean {
  const found = (column: number) => JSON.stringify(table.rows[raw.row][column]);
  const place = placeOf(table, raw.row);
  if (Number.isNaN(raw.rating)) {
    log.count('not-a-number', place, `expected a rating, found ${found(rating)}; left out`);
    return true;
  }
  if (weight < 0 || raw.weight > 0) return false;
  if (raw.weight < 0) {
    throw new InputError(
      `${place}: expected a weight of 0 or more in "${table.columns[weight]}", found ${found(weight)}`,
    );
  }
  if (raw.weight === 0) log.count('zero-weight', place, 'expected a weight above 0, found 0; left out');
  else log.count('not-a-number', place, `expected a weight, found ${found(weight)}; left out`);
  return true;
}

/** All ratings of a table; rows whose rating or weight is missing or says nothing are counted and left out. */
export function readRatings(table: Table, columns: RatingColumns, log: IssueLog): RawRating[] {
  const user = columnIndex(table, columns.user);
  const item = columnIndex(table, columns.item);
  const numbers = numberColumns(table, columns);
  const ratings: RawRating[] = [];
  for (let row = 0; row < table.rows.length; row++) {
    const raw: RawRating = {
      user: idAt(table, row, user),
      item: idAt(table, row, item),
      rating: numbers.rating < 0 ? 1 : valueAt(table, row, numbers.rating),
      timestamp: valueAt(table, row, numbers.timestamp, aTime),
      weight: valueAt(table, row, numbers.weight),
      expectation: valueAt(table, row, numbers.expectation),
      row,
    };
    if (saysNothing(raw, numbers, table, log)) continue;
    if (numbers.timestamp >= 0 && Number.isNaN(raw.timestamp)) {
      log.count('missing-timestamp', placeOf(table, row), 'expected a time, found none; kept without');
    }
    ratings.push(raw);
  }
  return ratings;
}

/** Leaves out ratings that are none of the levels, and counts them as `out-of-scale`. */
export function onlyOnScale(
  ratings: readonly RawRating[],
  levels: readonly number[],
  table: Table,
  log: IssueLog,
): RawRating[] {
  const known = new Set(levels);
  return ratings.filter((raw) => {
    if (known.has(raw.rating)) return true;
    log.count(
      'out-of-scale',
      placeOf(table, raw.row),
      `expected one of ${levels.join(', ')}, found ${raw.rating}; left out`,
    );
    return false;
  });
}
