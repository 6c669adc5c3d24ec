import type { RatingColumns } from './build-interactions';
import { commonColumn } from './infer-columns';
import { IssueLog } from './load-report';
import { decodeText } from './tables/decode-text';
import { parseDelimited } from './tables/parse-delimited';
import { parseNumber } from './tables/parse-number';
import { readBytes, shortName } from './tables/read-bytes';
import { delimitersOf, isDelimited } from './tables/read-table';
import type { TableFile } from './tables/table';

const LOOKED_AT_CHARACTERS = 65_536;

/** Records of the file's first lines. */
function firstRecords(file: TableFile): string[][] {
  const name = shortName(file.path);
  const text = decodeText(readBytes(file.path), name, file.encoding, new IssueLog());
  const end =
    text.length <= LOOKED_AT_CHARACTERS ? text.length : text.lastIndexOf('\n', LOOKED_AT_CHARACTERS);
  // Nothing is refused for a quote: a piece may end within one.
  const options = { ...delimitersOf(file), quoted: false, file: name, log: new IssueLog() };
  return parseDelimited(text.slice(0, end < 0 ? text.length : end), options).rows;
}

/** A word above a column of numbers is the column's name. */
function hasNames([first, ...others]: readonly string[][]): boolean {
  return first.some(
    (cell, column) =>
      parseNumber(cell) === null &&
      others.length > 0 &&
      others.every((cells) => parseNumber(cells[column] ?? '') !== null),
  );
}

/**
 * How a file of events without ratings lies in lines, told by its first ones where it is not given: `user<TAB>item
 * item item`, pairs of user and item without a header line, or rows under a header line.
 */
export function inferLayout(file: TableFile, given: Partial<RatingColumns>): TableFile {
  const isSaid = file.layout !== undefined || file.header !== undefined;
  if (isSaid || !isDelimited(file) || given.user !== undefined || given.item !== undefined) return file;
  const rows = firstRecords(file);
  const isPairs = rows.length > 0 && rows.every((cells) => cells.length === 2);
  if (!isPairs || hasNames(rows) || commonColumn(rows[0], 'user') || commonColumn(rows[0], 'item'))
    return file;
  const isSequences = delimitersOf(file).separator === '\t' && rows.some(([, items]) => /\S +\S/.test(items));
  return isSequences ? { ...file, layout: 'sequences' } : { ...file, header: ['user', 'item'] };
}
