import { type CategoryEncoding, type ClickEncoding, type NumberEncoding, signedLog } from './click-encoding';
import { ClickRecords, type RecordLayout } from './click-records';
import type { ClickRows } from './click-rows';
import type { ClickField } from './click-table';
import { murmurHash3 } from './murmur-hash';
import { bucketCount, bucketOf } from './number-buckets';

/** The fields that models see. */
export function fieldsOf({ fields }: ClickEncoding): ClickField[] {
  return fields.map((field) => {
    const { name, kind } = field;
    if (field.kind === 'numeric') return { name, kind, size: bucketCount(field.buckets) };
    const { ids } = field;
    return { name, kind, size: 1 + (ids.kind === 'hash' ? ids.kept.length : ids.values.length) };
  });
}

/** The ids of a categorical field's texts. */
function categoryIds({ ids }: CategoryEncoding): (value: string) => number {
  if (ids.kind === 'vocabulary') {
    const known = new Map(ids.values.map((value, i) => [value, i + 1]));
    return (value) => known.get(value) ?? 0;
  }
  const idOfBucket = new Int32Array(ids.buckets);
  ids.kept.forEach((bucket, i) => {
    idOfBucket[bucket] = i + 1;
  });
  return (value) => (value === '' ? 0 : idOfBucket[murmurHash3(value, ids.seed) % ids.buckets]);
}

/** Seed of the hash that a user's id becomes a group by; part of the form of stored tables. */
const GROUP_SEED = 0;

/** Turns rows as they are read into records. Two users share a group with a chance of one in 2³². */
export class RowEncoder {
  readonly layout: RecordLayout;
  private readonly numbers: readonly NumberEncoding[];
  private readonly categories: readonly ((value: string) => number)[];

  constructor(encoding: ClickEncoding, hasGroups: boolean) {
    this.layout = { fields: fieldsOf(encoding), hasGroups };
    this.numbers = encoding.fields.filter((field) => field.kind === 'numeric');
    this.categories = encoding.fields.filter((field) => field.kind === 'categorical').map(categoryIds);
  }

  encode(rows: ClickRows): ClickRecords {
    const records = ClickRecords.empty(this.layout, rows.count);
    for (let r = 0; r < rows.count; r++) {
      this.numbers.forEach((field, f) => {
        const x = rows.numbers[r * this.numbers.length + f];
        records.setId(r, f, bucketOf(field.buckets, x));
        records.setNumber(r, f, Number.isNaN(x) ? 0 : (signedLog(x) - field.mean) / field.deviation);
      });
      for (let f = 0; f < this.categories.length; f++)
        records.setId(r, this.numbers.length + f, this.categories[f](rows.categories[f][r]));
      records.setLabel(r, rows.labels[r]);
      if (rows.users !== null) records.setGroup(r, murmurHash3(rows.users[r], GROUP_SEED) | 0);
    }
    return records;
  }
}
