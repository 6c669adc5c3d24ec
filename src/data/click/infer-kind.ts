import { parseNumber } from '../tables/parse-number';
import type { Table } from '../tables/table';

/** Numbers of so few distinct values are codes rather than amounts. */
const FEW_VALUES = 30;

/** What a column was taken for, and why. */
export interface InferredKind {
  readonly column: string;
  readonly kind: 'numeric' | 'categorical';
  /** In words, for the report. */
  readonly because: string;
}

/**
 * Tells by a log's first rows what a column is: words, and numbers of at most 30 distinct values, are categories; all
 * other numbers are numeric.
 */
export function inferKind(table: Table, column: string): InferredKind {
  const position = table.columns.indexOf(column);
  const cells = table.rows.map((row) => row[position].trim()).filter((cell) => cell !== '');
  const inRows = `in the first ${table.rows.length} rows`;
  const word = cells.find((cell) => parseNumber(cell) === null);
  if (word !== undefined)
    return { column, kind: 'categorical', because: `${JSON.stringify(word.slice(0, 40))} is no number` };
  const values = new Set(cells).size;
  return values <= FEW_VALUES
    ? { column, kind: 'categorical', because: `${values} distinct values ${inRows}` }
    : { column, kind: 'numeric', because: `${values} distinct numbers ${inRows}` };
}
