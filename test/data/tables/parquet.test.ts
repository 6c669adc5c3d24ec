import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRatings } from '../../../src/data';
import { InputError } from '../../../src/errors';
import { temporaryFolder } from '../temporary-folder';

const columns = { user: 'user', item: 'item', rating: 'rating', timestamp: 'time' };

async function parquet(): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = [
    { name: 'user', data: ['a', 'b', 'a'] },
    { name: 'item', data: [10n, 10n, 11n] },
    { name: 'rating', data: [5, 1, 2.5] },
    { name: 'time', data: [new Date(1000), new Date(2000), new Date(3000)] },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

async function load(bytes: Uint8Array) {
  const path = join(temporaryFolder({ 'p/r.parquet': bytes }), 'p', 'r.parquet');
  return loadRatings({ name: 'parquet', ratings: { path }, columns });
}

test('a Parquet file loads to the same data as the CSV file of its content', async () => {
  const csv = 'user,item,rating,time\na,10,5,1\nb,10,1,2\na,11,2.5,3\n';
  const path = join(temporaryFolder({ 'r.csv': csv }), 'r.csv');
  const fromCsv = await loadRatings({ name: 'csv', ratings: { path }, columns });
  expect((await load(await parquet())).hash).toBe(fromCsv.hash);
});

test('a truncated Parquet file is refused with its name', async () => {
  const bytes = await parquet();
  const error = await load(bytes.subarray(0, bytes.length - 20)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toContain('p/r.parquet:1: expected a whole Parquet file');
});
