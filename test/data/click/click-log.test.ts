import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ClickColumns, criteoColumns, criteoFile, openClickLog } from '../../../src/data';
import { temporaryFolder } from '../temporary-folder';
import { avazuColumns, avazuCsv, criteoTsv, openText } from './small-logs';

const columns: ClickColumns = { label: 'y', numeric: ['n'], categorical: ['c'], others: 'leave-out' };

test("Avazu's layout loads through options alone", async () => {
  const log = await openText(avazuCsv(60), avazuColumns);
  expect([log.rows, log.clicks, log.rowsOfFile]).toEqual([60, 12, [60]]);
  expect(log.schema.numeric).toEqual([]);
  expect(log.schema.categorical.map(({ name }) => name)).toEqual([
    'hour_of_day',
    'device_id',
    ...['C1', 'banner_pos', 'site_id', 'site_domain', 'app_id', 'device_type', 'C14', 'C21'],
  ]);
  expect(log.times?.[3]).toBe(14_102_103);
});

test("Criteo's layout is settings, and gzip makes no difference to what is read", async () => {
  const open = (name: string, content: string | Uint8Array) =>
    openClickLog({
      name: 'criteo',
      files: [criteoFile(join(temporaryFolder({ [name]: content }), name))],
      columns: criteoColumns,
      badLines: 'refuse',
    });
  const plain = await open('train.txt', criteoTsv(40));
  const zipped = await open('train.txt.gz', gzipSync(criteoTsv(40)));
  expect([plain.rows, plain.clicks]).toEqual([40, 10]);
  expect(plain.schema.numeric).toHaveLength(13);
  expect(plain.schema.categorical).toHaveLength(26);
  expect([zipped.rows, zipped.clicks, zipped.schema]).toEqual([plain.rows, plain.clicks, plain.schema]);
});

test('columns may be named by their positions, with and without a header line', async () => {
  const settings: ClickColumns = { label: 1, numeric: [2], categorical: [3], others: 'leave-out' };
  const named = await openText('y,n,c\n1,2,a\n0,3,b\n', settings);
  expect(named.schema).toMatchObject({ label: 'y', numeric: ['n'], categorical: [{ name: 'c' }] });
  const bare = await openText('1,2,a\n0,3,b\n', settings, { header: 'none' });
  expect(bare.schema).toMatchObject({ label: '1', numeric: ['2'], categorical: [{ name: '3' }] });
  expect(bare.rows).toBe(2);
});

test('kinds of columns that are not given are told by the first rows, with the reason', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 2},${i},${i % 4},w${i},`);
  const log = await openText(`y,amount,code,word,empty\n${rows.join('\n')}\n`, {
    label: 'y',
    others: 'infer',
  });
  expect(log.schema.numeric).toEqual(['amount']);
  expect(log.schema.categorical.map(({ name }) => name)).toEqual(['code', 'word', 'empty']);
  expect(log.inferred).toEqual([
    { column: 'amount', kind: 'numeric', because: '60 distinct numbers in the first 60 rows' },
    { column: 'code', kind: 'categorical', because: '4 distinct values in the first 60 rows' },
    { column: 'word', kind: 'categorical', because: '"w0" is no number' },
    { column: 'empty', kind: 'categorical', because: '0 distinct values in the first 60 rows' },
  ]);
});

test.each([
  ['a label of 2', 'y,n,c\n1,1,a\n2,1,a\n', /log\.csv:3: expected 0 or 1 in "y", found "2"/],
  ['a label of -1', 'y,n,c\n-1,1,a\n', /log\.csv:2: expected 0 or 1 in "y", found "-1"/],
  ['a missing label', 'y,n,c\n,1,a\n', /log\.csv:2: expected 0 or 1 in "y", found ""/],
  ['a word for a number', 'y,n,c\n0,one,a\n', /log\.csv:2: expected a number in "n", found "one"/],
  ['a field too few', 'y,n,c\n0,1,a\n1,2\n', /log\.csv:3: expected 3 comma-separated fields/],
  ['no rows', 'y,n,c\n', /log\.csv:1: expected rows with a label of 0 or 1, found none/],
  ['an empty file', '', /log\.csv:1: expected a header line and records, found an empty file/],
  ['a column that is not there', 'y,n\n0,1\n', /log\.csv:1: expected a column "c" \(columns\.categorical\)/],
])('%s is refused with file and line', async (_, text, message) => {
  await expect(openText(text, columns)).rejects.toThrow(message);
});

test('bad lines may be left out, and are counted with their places', async () => {
  const text = 'y,n,c\n1,1,a\n2,1,a\n0,x,b\n0,1\n0,2,b\n';
  const log = await openText(text, columns, { badLines: 'leave-out' });
  expect([log.rows, log.clicks]).toEqual([2, 1]);
  expect(log.report).toMatchObject({
    read: 5,
    kept: 2,
    issues: { 'not-a-label': 1, 'not-a-number': 1, malformed: 1 },
  });
  const places = log.report.examples.map((example) => /log\.csv:(\d+)/.exec(example)?.[1]).sort();
  expect(places).toEqual(['3', '4', '5']);
});

test.each([
  ['an unknown option', { ...columns, lable: 'y' }, /unknown option "lable"; did you mean "label"/],
  ['an unknown word for the others', { ...columns, others: 'guess' }, /others must be one of infer/],
  ['a field that is named twice', { ...columns, numeric: ['c'] }, /found "c" named twice/],
  ['the label as a field', { ...columns, categorical: ['y'] }, /expected the label "y" to be no field/],
  ['no field', { label: 'y', others: 'leave-out' }, /expected one field or more, found none/],
  ['a position that is not there', { ...columns, numeric: [9] }, /expected a column 9 .*from 1 to 3/],
])('%s is refused', async (_, settings, message) => {
  await expect(openText('y,n,c\n0,1,a\n', settings as ClickColumns)).rejects.toThrow(message);
});

test('times may be numbers or dates, and a row without one is a bad line', async () => {
  const settings: ClickColumns = { label: 'y', categorical: ['c'], time: 't', others: 'leave-out' };
  const log = await openText('y,c,t\n0,a,1970-01-02\n1,b,1970-01-01 00:01:00\n0,a,7.5\n', settings);
  expect([...(log.times ?? [])]).toEqual([86_400, 60, 7.5]);
  await expect(openText('y,c,t\n0,a,soon\n', settings)).rejects.toThrow(
    /log\.csv:2: expected a time in "t", found "soon"/,
  );
});

test('the hash of a log follows its content and how it is read, not where it lies', async () => {
  const hashOf = async (text: string, settings = columns) => (await openText(text, settings)).hash;
  const text = 'y,n,c\n0,1,a\n1,2,b\n';
  const hash = await hashOf(text);
  expect(await hashOf(text)).toBe(hash);
  expect(await hashOf(text.replace('b', 'd'))).not.toBe(hash);
  expect(await hashOf(text, { ...columns, numeric: [] })).not.toBe(hash);
});

test('an aborted signal stops the reading', async () => {
  const path = join(temporaryFolder({ 'log.csv': 'y,n,c\n0,1,a\n' }), 'log.csv');
  const options = { name: 'x', files: [{ path }], columns, badLines: 'refuse' } as const;
  await expect(openClickLog({ ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
