import { type Fields, isNumbers } from '../file/fields';
import { sha256 } from '../file/sha256';
import type { ClickRow } from '../student';
import { check } from '../student-error';
import { type Buckets, bucketsOf } from './buckets';
import { murmurHash3 } from './murmur-hash';
import { parseNumber } from './parse-number';

/** A row as models read it. */
export interface EncodedRow {
  /** [fields], each within its own field. */
  readonly ids: Int32Array;
  /** [numeric fields], standardised; 0 where missing. */
  readonly numbers: Float32Array;
}

interface NumberField {
  readonly column: string;
  readonly buckets: Buckets;
  readonly mean: number;
  readonly deviation: number;
}

interface CategoryField {
  readonly column: string;
  readonly size: number;
  idOf(value: string): number;
}

const cellOf = (row: ClickRow, column: string) =>
  Object.hasOwn(row, column) ? String(row[column] ?? '').trim() : '';

/** How a raw row becomes ids and numbers; the numeric fields come first. */
export class Encoding {
  /** Of each field, in order. */
  readonly sizes: readonly number[];
  readonly columns: readonly string[];
  readonly numeric: number;

  private constructor(
    private readonly numbers: readonly NumberField[],
    private readonly categories: readonly CategoryField[],
  ) {
    this.sizes = [...numbers.map(({ buckets }) => buckets.size), ...categories.map(({ size }) => size)];
    this.columns = [...new Set([...numbers, ...categories].map(({ column }) => column))];
    this.numeric = numbers.length;
  }

  /** @throws StudentError where it is damaged or not the one that was fitted */
  static async read(stored: Fields): Promise<Encoding> {
    const { fields } = stored.json;
    const text = new TextEncoder().encode(JSON.stringify(fields));
    const prefix = new TextEncoder().encode(`${text.length}:`);
    const bytes = new Uint8Array(prefix.length + text.length);
    bytes.set(prefix);
    bytes.set(text, prefix.length);
    const hash = await sha256(bytes);
    check(
      hash === stored.text('hash'),
      `${stored.where}, hash`,
      `${hash}, that of its fields`,
      stored.json.hash,
    );
    const parts = stored.parts('fields');
    const isNumeric = (own: Fields) => own.word('kind', ['numeric', 'categorical']) === 'numeric';
    const numeric = parts.filter(isNumeric);
    const isOrdered = parts.slice(0, numeric.length).every(isNumeric);
    check(isOrdered && parts.length > 0, stored.where, 'numeric fields before others', parts.length);
    return new Encoding(numeric.map(numberField), parts.slice(numeric.length).map(categoryField));
  }

  /** @throws StudentError naming row and column, if a word stands where a number should */
  encode(row: ClickRow, index: number): EncodedRow {
    const ids = new Int32Array(this.sizes.length);
    const numbers = new Float32Array(this.numeric);
    this.numbers.forEach(({ column, buckets, mean, deviation }, f) => {
      const x = parseNumber(cellOf(row, column));
      check(x !== null, `rows[${index}].${column}`, 'a number', row[column]);
      ids[f] = buckets.of(x);
      numbers[f] = Number.isNaN(x) ? 0 : (Math.sign(x) * Math.log1p(Math.abs(x)) - mean) / deviation;
    });
    this.categories.forEach(({ column, idOf }, f) => {
      ids[this.numeric + f] = idOf(cellOf(row, column));
    });
    return { ids, numbers };
  }
}

function numberField(own: Fields): NumberField {
  check(own.number('deviation') > 0, `${own.where}, deviation`, 'a number above 0', own.json.deviation);
  return {
    column: own.text('name'),
    buckets: bucketsOf(own.part('buckets')),
    mean: own.number('mean'),
    deviation: own.number('deviation'),
  };
}

function categoryField(own: Fields): CategoryField {
  const { characters } = own.json;
  const isPart = characters === null || (isNumbers(characters) && characters.length === 2);
  check(isPart, `${own.where}, characters`, 'two numbers or null', characters);
  const [from, to] = (characters as [number, number] | null) ?? [];
  const { size, idOf } = idsOf(own.part('ids'));
  return { column: own.text('column'), size, idOf: (value) => idOf(value.slice(from, to)) };
}

function idsOf(ids: Fields): Pick<CategoryField, 'size' | 'idOf'> {
  if (ids.word('kind', ['vocabulary', 'hash']) === 'vocabulary') {
    const values = ids.texts('values');
    const known = new Map(values.map((value, i) => [value, i + 1]));
    return { size: 1 + values.length, idOf: (value) => known.get(value) ?? 0 };
  }
  const [seed, buckets, kept] = [ids.number('seed'), ids.count('buckets'), ids.numbers('kept')];
  const known = new Map(kept.map((bucket, i) => [bucket, i + 1]));
  const idOf = (value: string) => (value === '' ? 0 : (known.get(murmurHash3(value, seed) % buckets) ?? 0));
  return { size: 1 + kept.length, idOf };
}
