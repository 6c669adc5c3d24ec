import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ClickColumns,
  cachedClickTable,
  encodeClickRecords,
  encodeClicks,
  encodeClicksToFile,
  type FitClickEncodingOptions,
  fieldsOf,
  fitClickEncoding,
  openClickTable,
  sampleClickColumns,
  sampleClicks,
} from '../../../src/data';
import { InputError } from '../../../src/errors';
import { Random } from '../../../src/random';
import { temporaryFolder } from '../temporary-folder';
import { openText } from './small-logs';

const columns: ClickColumns = { label: 'y', numeric: ['n'], categorical: ['c'], others: 'leave-out' };
const rowsOf = (...rows: number[]) => Int32Array.from(rows);
const settings = { minCount: 1, maxIdsPerField: 100, numericBuckets: 'squared-log', seed: 1 } as const;

async function sampleLog(rows: number) {
  const { csv } = sampleClicks({ rows, seed: 3 });
  return openText(csv, sampleClickColumns);
}

async function sampleEncoding(rows: number, more: Partial<FitClickEncodingOptions> = {}) {
  const source = await sampleLog(rows);
  const train = Int32Array.from({ length: rows / 2 }, (_, row) => row);
  const encoding = await fitClickEncoding({ source, rows: train, ...settings, ...more });
  return { source, encoding };
}

test('values have ids by frequency; rare, new and missing ones have 0', async () => {
  const source = await openText(
    'y,n,c\n0,1,b\n1,1,a\n0,1,a\n0,1,b\n0,1,a\n1,1,rare\n1,1,\n0,1,new\n',
    columns,
  );
  const encoding = await fitClickEncoding({
    source,
    rows: rowsOf(0, 1, 2, 3, 4, 5, 6),
    ...settings,
    minCount: 2,
  });
  const table = await encodeClicks({ source, encoding });
  expect(table.fields.map(({ name, kind, size }) => [name, kind, size])).toEqual([
    ['n', 'numeric', 2],
    ['c', 'categorical', 3],
  ]);
  const { ids, labels } = table.read(Int32Array.from({ length: 8 }, (_, row) => row));
  expect([...ids].filter((_, i) => i % 2 === 1)).toEqual([2, 1, 1, 2, 1, 0, 0, 0]);
  expect([...labels]).toEqual([0, 1, 0, 0, 0, 1, 1, 0]);
});

test('numbers are the signed logarithm, standardised on the training rows that have one, and 0 where missing', async () => {
  const source = await openText('y,n,c\n0,0,a\n1,-7,a\n0,31,a\n0,,a\n1,1000,a\n', columns);
  const encoding = await fitClickEncoding({ source, rows: rowsOf(0, 1, 2, 3), ...settings });
  const { numbers } = (await encodeClicks({ source, encoding })).read(rowsOf(0, 1, 2, 3, 4));
  const logs = [0, -Math.log(8), Math.log(32)];
  const mean = (logs[0] + logs[1] + logs[2]) / 3;
  const deviation = Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3);
  const expected = [...logs, mean, Math.log(1001)].map((x) => (x - mean) / deviation);
  expected.forEach((value, row) => {
    expect(numbers[row]).toBeCloseTo(value, 6);
  });
});

test('nothing of a row outside the training rows reaches the encoding', async () => {
  const text = (last: string) => `y,n,c\n0,1,a\n1,5,b\n0,9,a\n${last}\n`;
  const encodings = await Promise.all(
    ['0,2,a', '1,777777,other'].map(async (last) =>
      fitClickEncoding({ source: await openText(text(last), columns), rows: rowsOf(0, 1, 2), ...settings }),
    ),
  );
  expect(encodings[1]).toEqual(encodings[0]);
});

test('with hashing, equal values share an id within the bound, and rare buckets have 0', async () => {
  const source = await sampleLog(2000);
  const all = Int32Array.from({ length: 2000 }, (_, row) => row);
  const encoding = await fitClickEncoding({
    source,
    rows: all,
    minCount: 20,
    hashBuckets: 50,
    numericBuckets: 10,
    seed: 4,
  });
  const table = await encodeClicks({ source, encoding });
  const { ids } = table.read(all);
  const width = table.fields.length;
  const counts = table.fields.map(({ size }) => new Int32Array(size));
  ids.forEach((id, i) => {
    counts[i % width][id]++;
  });
  const user = table.fields.findIndex(({ name }) => name === 'user');
  expect(table.fields[user].size).toBeLessThanOrEqual(51);
  expect(counts[user].subarray(1).every((count) => count >= 20)).toBe(true);
  const lines = sampleClicks({ rows: 2000, seed: 3 }).csv.split('\n').slice(1, -1);
  const idOf = new Map<string, number>();
  lines.forEach((line, row) => {
    const value = line.split(',')[3];
    const id = ids[row * width + user];
    expect(idOf.get(value) ?? id).toBe(id);
    idOf.set(value, id);
  });
});

test('ids are within their fields, also those of rows that training never saw', async () => {
  for (const numericBuckets of ['squared-log', 8] as const) {
    const { source, encoding } = await sampleEncoding(1000, { numericBuckets, minCount: 3 });
    const table = await encodeClicks({ source, encoding });
    const { ids } = table.read(Int32Array.from({ length: 1000 }, (_, row) => row));
    ids.forEach((id, i) => {
      const { size } = table.fields[i % table.fields.length];
      expect(id >= 0 && id < size).toBe(true);
    });
  }
});

test('a table on disk gives what the one in memory gives, in any order, and has its hash', async () => {
  const { source, encoding } = await sampleEncoding(3000);
  const memory = await encodeClicks({ source, encoding });
  const path = join(temporaryFolder(), 'a', 'log.clicks');
  const disk = await encodeClicksToFile({ source, encoding, path });
  expect(readdirSync(join(path, '..'))).toEqual(['log.clicks']);
  expect([disk.hash, disk.rows, disk.fields]).toEqual([memory.hash, memory.rows, memory.fields]);
  expect(disk.groups).toEqual(memory.groups);
  expect(new Set(memory.groups).size).toBeGreaterThan(100);
  const random = new Random(1);
  for (const rows of [
    random.permutation(3000),
    random.permutation(3000).subarray(0, 7),
    rowsOf(2999, 0, 5, 5, 0),
    rowsOf(),
  ]) {
    expect(disk.read(rows)).toEqual(memory.read(rows));
  }
  expect(() => disk.read(rowsOf(0, 3000))).toThrow(RangeError);
  expect(() => memory.read(rowsOf(-1))).toThrow(RangeError);
  disk.dispose();
  disk.dispose();
  expect(() => disk.read(rowsOf(0))).toThrow(/read after it was disposed of/);
});

test('one user is one group', async () => {
  const text = 'y,n,c,u\n0,1,a,ann\n1,1,a,bob\n0,1,a,ann\n';
  const source = await openText(text, { ...columns, user: 'u' });
  const encoding = await fitClickEncoding({ source, rows: rowsOf(0, 1), ...settings });
  const { groups } = await encodeClicks({ source, encoding });
  expect(groups?.[0]).toBe(groups?.[2]);
  expect(groups?.[0]).not.toBe(groups?.[1]);
  const without = await openText(text, columns);
  const other = await fitClickEncoding({ source: without, rows: rowsOf(0), ...settings });
  expect((await encodeClicks({ source: without, encoding: other })).groups).toBeNull();
});

test('a changed, cut or foreign file is refused by its name', async () => {
  const { source, encoding } = await sampleEncoding(200);
  const path = join(temporaryFolder(), 'log.clicks');
  (await encodeClicksToFile({ source, encoding, path })).dispose();
  const bytes = readFileSync(path);
  const random = new Random(7);
  for (let i = 0; i < 300; i++) {
    const changed = Buffer.from(bytes);
    // Of the header, only the name of the source says nothing about the content.
    const at = i < 100 ? random.integer(12) : bytes.length - 1 - random.integer(bytes.length - 800);
    changed[at] ^= 1 << random.integer(8);
    writeFileSync(path, changed);
    expect(() => openClickTable({ path })).toThrow(InputError);
  }
  writeFileSync(path, bytes.subarray(0, bytes.length - 4));
  expect(() => openClickTable({ path })).toThrow(/expected \d+ bytes for 200 rows/);
  writeFileSync(path, 'y,n\n0,1\n');
  expect(() => openClickTable({ path })).toThrow(/expected a file of an encoded click log/);
  expect(() => openClickTable({ path: `${path}.none` })).toThrow(/expected a file of an encoded click log/);
});

test('an encoded log is kept, and found again for the same log and encoding only', async () => {
  const folder = temporaryFolder();
  const { source, encoding } = await sampleEncoding(200);
  const other = (await sampleEncoding(200, { minCount: 5 })).encoding;
  const passes: string[] = [];
  const open = async (one: typeof encoding) => {
    const onProgress = ({ pass }: { pass: string }) => passes.push(pass);
    const table = await cachedClickTable({ source, encoding: one, folder, onProgress });
    table.dispose();
    return table.hash;
  };
  const first = await open(encoding);
  expect(passes).toContain('encode');
  passes.length = 0;
  expect(await open(encoding)).toBe(first);
  expect(passes).toEqual([]);
  expect(await open(other)).not.toBe(first);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a file that changed since the log was opened is noticed, and nothing is left behind', async () => {
  const { source, encoding } = await sampleEncoding(200);
  const { path } = source.files[0];
  appendFileSync(path, readFileSync(path, 'utf8').split('\n')[1]);
  await expect(encodeClicks({ source, encoding })).rejects.toThrow(/expected the 200 rows .* found more/);
  const target = join(temporaryFolder(), 'log.clicks');
  await expect(encodeClicksToFile({ source, encoding, path: target })).rejects.toThrow(InputError);
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(join(target, '..'))).toEqual([]);
});

test('single rows are encoded as those of the log, also behind an encoding that was kept as JSON', async () => {
  const { source, encoding } = await sampleEncoding(300, { numericBuckets: 6 });
  const kept = JSON.parse(JSON.stringify(encoding)) as typeof encoding;
  const [header, ...lines] = readFileSync(source.files[0].path, 'utf8').trim().split('\n');
  const names = header.split(',');
  const records = lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell === '' ? null : cell])),
  );
  const rows = Int32Array.from(lines.keys());
  const { ids, numbers } = (await encodeClicks({ source, encoding })).read(rows);
  expect(encodeClickRecords({ encoding: kept, records })).toEqual({ ids, numbers });
  expect(fieldsOf(kept)).toEqual(fieldsOf(encoding));
  expect(() => encodeClickRecords({ encoding, records: [{ price: 1 }] })).toThrow(
    /record 0: expected a value \(or null\) for "user"/,
  );
});

test.each([
  [
    'neither a vocabulary nor a hash',
    { maxIdsPerField: undefined },
    /give one of maxIdsPerField and hashBuckets/,
  ],
  ['both', { hashBuckets: 10 }, /give one of maxIdsPerField and hashBuckets/],
  ['a minCount of 0', { minCount: 0 }, /minCount must be a whole number from 1, found 0/],
  ['buckets of no number', { numericBuckets: 2.5 }, /numericBuckets .*found 2.5/],
  ['no rows', { rows: rowsOf() }, /expected training rows, found none/],
  ['a row that is not there', { rows: rowsOf(400) }, /rows must be 0 \.\. 199, found 400/],
])('fitting with %s is refused', async (_, more, message) => {
  await expect(sampleEncoding(200, more)).rejects.toThrow(message);
});

test('an encoding of other fields is refused', async () => {
  const { encoding } = await sampleEncoding(200);
  const source = await openText('y,n,c\n0,1,a\n', columns);
  await expect(encodeClicks({ source, encoding })).rejects.toThrow(
    /expected an encoding of the log's fields/,
  );
});
