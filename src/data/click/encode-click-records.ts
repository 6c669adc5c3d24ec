import { checkOptions, InputError } from '../../errors';
import { parseNumber } from '../tables/parse-number';
import type { ClickEncoding } from './click-encoding';
import type { ClickBatch } from './click-table';
import { RowEncoder } from './encode-rows';

/** A row to be scored, by column; null, empty text and NaN are missing. */
export type ClickRecord = Readonly<Record<string, string | number | boolean | null>>;

function cellOf(record: ClickRecord, column: string, row: number): string {
  if (Object.hasOwn(record, column)) return String(record[column] ?? '').trim();
  throw new InputError(
    `encodeClickRecords: record ${row}: expected a value (or null) for "${column}", found only ${Object.keys(record).join(', ')}`,
  );
}

function numberOf(record: ClickRecord, column: string, row: number): number {
  const value = parseNumber(cellOf(record, column, row));
  if (value !== null) return value;
  throw new InputError(
    `encodeClickRecords: record ${row}: expected a number for "${column}", found ${JSON.stringify(record[column])}`,
  );
}

/**
 * Encodes rows that come one by one, such as requests to a running model, as {@link encodeClicks} encodes those of a log.
 * @throws InputError naming the record and column, if one lacks a column or has a word for a number
 */
export function encodeClickRecords(options: {
  readonly encoding: ClickEncoding;
  readonly records: readonly ClickRecord[];
}): Omit<ClickBatch, 'labels'> {
  checkOptions('encodeClickRecords', options, ['encoding', 'records']);
  const { encoding, records } = options;
  const numeric = encoding.fields.filter((field) => field.kind === 'numeric');
  const categorical = encoding.fields.filter((field) => field.kind === 'categorical');
  const encoded = new RowEncoder(encoding, false).encode({
    count: records.length,
    file: 0,
    labels: new Float32Array(records.length),
    numbers: Float64Array.from(
      records.flatMap((record, row) => numeric.map(({ name }) => numberOf(record, name, row))),
    ),
    categories: categorical.map(({ column, characters }) =>
      records.map((record, row) => cellOf(record, column, row).slice(...(characters ?? []))),
    ),
    users: null,
    times: null,
    texts: null,
  });
  const batch = encoded.emptyBatch(records.length);
  for (let row = 0; row < records.length; row++) encoded.copyTo(batch, row, row);
  return { ids: batch.ids, numbers: batch.numbers };
}
