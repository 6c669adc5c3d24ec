import { parseNumber } from '../tables/parse-number';
import { columnIndex } from '../tables/read-table';
import type { Table } from '../tables/table';
import type { ClickSchema } from './click-columns';

/** Rows of a click log as they are read, side by side. */
export interface ClickRows {
  readonly count: number;
  /** Which file of the log they are from. */
  readonly file: number;
  /** [count] 0 or 1 */
  readonly labels: Float32Array;
  /** [count, numeric fields], row-major; NaN where missing */
  readonly numbers: Float64Array;
  /** [categorical fields][count]; empty where missing */
  readonly categories: readonly (readonly string[])[];
  /** [count]; null where no column says who. */
  readonly users: readonly string[] | null;
  /** [count]; null where no column says when. */
  readonly times: Float64Array | null;
  /** [count] a row's text columns side by side; null where no column is a text. */
  readonly texts: readonly string[] | null;
}

/** What is wrong with a row, short name and words. */
export interface Fault {
  readonly kind: string;
  readonly what: string;
}

export interface Positions {
  readonly label: number;
  readonly numeric: readonly number[];
  readonly categorical: readonly number[];
  readonly user: number;
  readonly time: number;
  readonly texts: readonly number[];
}

export function positionsOf(table: Table, schema: ClickSchema): Positions {
  const at = (column: string | null) => (column === null ? -1 : columnIndex(table, column));
  return {
    label: at(schema.label),
    numeric: schema.numeric.map(at),
    categorical: schema.categorical.map(({ column }) => at(column)),
    user: at(schema.user),
    time: at(schema.time),
    texts: (schema.texts ?? []).map(at),
  };
}

const ISO_DATE = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** A number, or a date in seconds since 1970 (UTC where no zone is said); NaN for anything else. */
function timeOf(cell: string): number {
  const text = cell.trim();
  const number = parseNumber(text);
  if (number !== null) return number;
  if (!ISO_DATE.test(text)) return Number.NaN;
  const isLocal = text.length > 10 && !/(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  return Date.parse(text.replace(' ', 'T') + (isLocal ? 'Z' : '')) / 1000;
}

/** Cuts the texts of one block into fields; its arrays are as long as the block, and filled up to `count`. */
export class RowsOfBlock {
  count = 0;
  private readonly labels: Float32Array;
  private readonly numbers: Float64Array;
  private readonly categories: string[][];
  private readonly users: string[] = [];
  private readonly texts: string[] = [];
  private readonly times: Float64Array;

  constructor(
    rows: number,
    private readonly schema: ClickSchema,
    private readonly positions: Positions,
  ) {
    this.labels = new Float32Array(rows);
    this.numbers = new Float64Array(rows * schema.numeric.length);
    this.categories = schema.categorical.map(() => []);
    this.times = new Float64Array(schema.time === null ? 0 : rows);
  }

  /** Takes a row, or says what is wrong with it. */
  take(cells: readonly string[]): Fault | null {
    const { schema, positions, count } = this;
    const label = parseNumber(cells[positions.label]);
    if (label !== 0 && label !== 1) {
      const found = JSON.stringify(cells[positions.label].slice(0, 40));
      return { kind: 'not-a-label', what: `expected 0 or 1 in "${schema.label}", found ${found}` };
    }
    const time = positions.time < 0 ? 0 : timeOf(cells[positions.time]);
    if (Number.isNaN(time)) {
      const found = JSON.stringify(cells[positions.time].slice(0, 40));
      return { kind: 'not-a-time', what: `expected a time in "${schema.time}", found ${found}` };
    }
    const fault = this.takeNumbers(cells);
    if (fault !== null) return fault;
    this.labels[count] = label;
    if (positions.time >= 0) this.times[count] = time;
    if (positions.user >= 0) this.users.push(cells[positions.user].trim());
    this.takeCategories(cells);
    this.takeText(cells);
    this.count++;
    return null;
  }

  private takeNumbers(cells: readonly string[]): Fault | null {
    const { numeric } = this.positions;
    for (let f = 0; f < numeric.length; f++) {
      const value = parseNumber(cells[numeric[f]]);
      if (value === null) {
        const found = JSON.stringify(cells[numeric[f]].slice(0, 40));
        const what = `expected a number in "${this.schema.numeric[f]}", found ${found}; if it holds words, name it in columns.categorical`;
        return { kind: 'not-a-number', what };
      }
      this.numbers[this.count * numeric.length + f] = value;
    }
    return null;
  }

  private takeCategories(cells: readonly string[]): void {
    const { categorical } = this.positions;
    for (let f = 0; f < categorical.length; f++) {
      const { characters } = this.schema.categorical[f];
      const text = cells[categorical[f]].trim();
      this.categories[f].push(characters === null ? text : text.slice(characters[0], characters[1]));
    }
  }

  private takeText(cells: readonly string[]): void {
    const { texts } = this.positions;
    if (texts.length === 0) return;
    const parts = texts.map((at) => cells[at].trim());
    this.texts.push(parts.filter((part) => part !== '').join('. '));
  }

  finished(file: number): ClickRows {
    const { count, schema } = this;
    return {
      count,
      file,
      labels: this.labels.subarray(0, count),
      numbers: this.numbers.subarray(0, count * schema.numeric.length),
      categories: this.categories,
      users: schema.user === null ? null : this.users,
      times: schema.time === null ? null : this.times.subarray(0, count),
      texts: schema.texts === undefined ? null : this.texts,
    };
  }
}
