import { InputError } from '../errors';
import type { RatingColumns } from './build-interactions';
import type { EntityColumns } from './entity-settings';
import { IssueLog } from './load-report';
import { parseNumber } from './tables/parse-number';
import { parseTime } from './tables/parse-time';
import { readTable } from './tables/read-table';
import type { Table, TableFile } from './tables/table';

/** Names that a column is commonly given, in lower case and without marks; of several in a file the first one here. */
const COMMON_NAMES = {
  user: ['userid', 'reviewerid', 'customerid', 'uid', 'user', 'users'],
  item: [
    'itemid',
    'movieid',
    'productid',
    'parentasin',
    'asin',
    'iid',
    'artistid',
    'trackid',
    'songid',
    'videoid',
    'bookid',
    'businessid',
    'gameid',
    'animeid',
    'recipeid',
    'newsid',
    'postid',
    'isbn',
    'item',
  ],
  rating: ['rating', 'ratings', 'score', 'stars', 'overall', 'value'],
  timestamp: ['timestamp', 'unixreviewtime', 'unixtime', 'time'],
  date: ['datetime', 'date', 'createdat', 'dateadded', 'reviewdate'],
  expectation: ['expectation'],
  id: ['id'],
} as const;

type Meaning = keyof typeof COMMON_NAMES;

function plainName(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The column that is named as columns of that meaning commonly are. */
export function commonColumn(columns: readonly string[], meaning: Meaning): string | undefined {
  const names: readonly string[] = COMMON_NAMES[meaning];
  const plain = columns.map(plainName);
  const found = names.find((name) => plain.includes(name));
  return found === undefined ? undefined : columns[plain.indexOf(found)];
}

function requiredColumn(table: Table, meaning: Meaning, option: string): string {
  const column = commonColumn(table.columns, meaning);
  if (column !== undefined) return column;
  throw new InputError(
    `${table.file}:1: expected a column for the ${meaning} under a common name, found ${table.columns.join(', ')}; name it with ${option}`,
  );
}

/** Under such a name may stand what nobody can read as a time; then it is none. */
function columnOfDates(table: Table): string | undefined {
  const column = commonColumn(table.columns, 'date');
  if (column === undefined) return undefined;
  const c = table.columns.indexOf(column);
  return table.rows.every((row) => parseTime(row[c]) !== null) ? column : undefined;
}

function ratingColumn(table: Table): string {
  return requiredColumn(table, 'rating', 'columns.rating (for a file without ratings, give repeats)');
}

/**
 * The columns of a ratings file: those given, the others by the names that such columns commonly have.
 * @throws InputError naming the option to give when a needed one cannot be told
 */
export async function inferRatingColumns(
  file: TableFile,
  given: Partial<RatingColumns>,
): Promise<RatingColumns> {
  const table = await readTable(file, new IssueLog());
  const timestamp = given.timestamp ?? commonColumn(table.columns, 'timestamp') ?? columnOfDates(table);
  const expectation = given.expectation ?? commonColumn(table.columns, 'expectation');
  return {
    user: given.user ?? requiredColumn(table, 'user', 'columns.user'),
    item: given.item ?? requiredColumn(table, 'item', 'columns.item'),
    rating: given.rating === undefined ? ratingColumn(table) : given.rating,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(expectation === undefined ? {} : { expectation }),
    ...(given.weight === undefined ? {} : { weight: given.weight }),
  };
}

/** Numbers, addresses of pages and pictures, and objects of JSON tell a language model nothing of taste. */
function isWordless(cell: string): boolean {
  return (
    parseNumber(cell) !== null ||
    /^\[?['"]?https?:\/\/\S+$/.test(cell) ||
    /^\{".*\}$|^\[\{".*\]$|^\{\}$/s.test(cell)
  );
}

/** Whether a column holds words: few of its filled cells hold none. */
function isText(table: Table, column: number): boolean {
  const cells = table.rows.map((row) => row[column].trim()).filter((cell) => cell !== '');
  return cells.length > 0 && cells.filter(isWordless).length < cells.length / 2;
}

/**
 * The columns of an items or users file: those given; else the id by its common names, and every column of words as
 * text, which addresses and objects of JSON are not. Features are only what is given.
 * @throws InputError when the id cannot be told
 */
export async function inferEntityColumns(
  file: TableFile,
  kind: 'item' | 'user',
  given: Partial<EntityColumns>,
): Promise<EntityColumns> {
  const table = await readTable(file, new IssueLog());
  const id =
    given.id ?? commonColumn(table.columns, 'id') ?? requiredColumn(table, kind, `${kind}Columns.id`);
  const text = given.text ?? table.columns.filter((column, c) => column !== id && isText(table, c));
  return { ...given, id, text, features: given.features ?? [] };
}
