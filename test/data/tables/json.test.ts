import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { IssueLog } from '../../../src/data/load-report';
import { readTable } from '../../../src/data/tables/read-table';
import { temporaryFolder } from '../temporary-folder';

async function read(file: string, content: string | Uint8Array) {
  const folder = temporaryFolder({ [join('d', file)]: content });
  return readTable({ path: join(folder, 'd', file) }, new IssueLog());
}

const expected = { columns: ['id', 'title', 'tags'], rows: [['x', 'The X', ''], ['y', '', 'a|b']] }; // biome-ignore format: a row a line
const records = [
  { id: 'x', title: 'The X' },
  { id: 'y', tags: ['a', 'b'] },
];

test.each([
  ['a list', 'i.json', JSON.stringify(records)],
  ['a record a line', 'i.jsonl', records.map((record) => JSON.stringify(record)).join('\n')],
  [
    'a record a line under the ending of a document',
    'i.json',
    `${records.map((r) => JSON.stringify(r)).join('\n')}\n`,
  ],
  ['a gzipped list', 'i.json.gz', gzipSync(JSON.stringify(records, null, 2))],
])('%s of records is a table with all columns that any of them has', async (_, file, content) => {
  expect(await read(file, content)).toMatchObject(expected);
});

test('an object of records names them by their ids', async () => {
  const table = await read(
    'i.json',
    '{ "7": { "title": "Seven" }, "x": { "title": null, "n": 1.5, "o": {"a": 1} } }',
  );
  expect(table.columns).toEqual(['title', 'id', 'n', 'o']);
  expect(table.rows).toEqual([
    ['Seven', '7', '', ''],
    ['', 'x', '1.5', '{"a":1}'],
  ]);
});

test('names that every object has are columns like others', async () => {
  const table = await read('i.json', '[{"id":"x","constructor":"c","__proto__":"p"},{"id":"y"}]');
  expect(table.rows).toEqual([
    ['x', 'c', 'p'],
    ['y', '', ''],
  ]);
});

test('objects within a record stay JSON, lists of them too, as shops describe their pictures', async () => {
  const table = await read(
    'i.jsonl',
    '{"id":"x","images":[{"thumb":"u"}],"tags":["a",1]}\n{"id":"y","images":{"n":[{}]}}\n',
  );
  expect(table.rows).toEqual([
    ['x', '[{"thumb":"u"}]', 'a|1'],
    ['y', '{"n":[{}]}', ''],
  ]);
});

test.each([
  ['a fault', 'i.json', '[\n{"id": "x"},\n{"id" "y"}\n]', 'd/i.json:3: expected JSON'],
  ['a fault on a line', 'i.jsonl', '{"id":"x"}\n{"id":\n', 'd/i.jsonl:2: expected JSON'],
  ['a file cut off', 'i.json', '[\n{"id": "x"},\n{"id"', 'd/i.json:3: expected JSON'],
  [
    'a record that is a number',
    'i.json',
    '[{"id":"x"},3]',
    'd/i.json:2: expected an object of named values, found 3',
  ],
  ['a number', 'i.json', '3', 'd/i.json:1: expected a list or an object of records'],
  ['no record', 'i.json', '[]', 'd/i.json:1: expected records, found none'],
])('%s is refused with file and line', async (_, file, content, message) => {
  await expect(read(file, content)).rejects.toThrow(message);
});
