import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettingsTable } from '../../../src/cli/settings-table';
import { InputError } from '../../../src/errors';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  path = join(folder, 'table.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(table: unknown, overrides = {}) {
  writeFileSync(path, typeof table === 'string' ? table : JSON.stringify(table));
  return readSettingsTable({ path, own: ['domain'], overrides });
}

function problemOf(table: unknown): string {
  try {
    read(table);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('the table was taken');
}

test('a row is parsed as distill parses its options', () => {
  const [row] = read([
    {
      data: { ratings: 'a b.csv', itemText: ['name', 'made of'], levels: '1,2,3', header: false },
      task: 'rating',
      student: ['mf', 'mlp'],
      temperatures: [1, 2.5],
      ablation: true,
      domain: 'shops',
    },
  ]);
  expect(row.flags).toMatchObject({
    ratings: 'a b.csv',
    itemText: ['name', 'made of'],
    levels: [1, 2, 3],
    header: false,
    student: ['mf', 'mlp'],
    temperatures: [1, 2.5],
    ablation: true,
    profile: 'small',
    seed: 1,
  });
  expect(row.own).toEqual({ domain: 'shops' });
  expect(row.place).toBe(`${path}: row 1`);
  expect(row.words).toContain('--item-text=name,made of');
});

test('what holds for all rows stands above what a row says', () => {
  const rows = read([{ profile: 'full' }, { data: { dataset: 'sample' } }], { profile: 'small', seed: 7 });
  expect(rows.map(({ flags }) => [flags.profile, flags.seed])).toEqual([
    ['small', 7],
    ['small', 7],
  ]);
});

test.each([
  [[{}, { data: { datset: 'sample' } }], 'row 2: unknown option "datset"; did you mean "dataset"?'],
  [[{ domian: 'shops' }], 'did you mean "domain"?'],
  [[{ help: true }], 'unknown option "help"'],
  [[{ task: 'guess' }], "row 1: option '--task <name>' argument 'guess' is invalid"],
  [[{ student: 'mff' }], 'did you mean "mf"?'],
  [[{ seed: { a: 1 } }], '"seed" must be a text, a number'],
  [[{ dimensions: 0 }], 'whole number of at least 1'],
  [[{ data: { seed: 1 }, seed: 2 }], '"seed" stands there twice'],
  [[{ data: [] }], '"data" must be a record'],
  [[{ domain: 3 }], '"domain" must be a text, found 3'],
  [[3], 'found 3 as row 1'],
  [[], 'expected a JSON list of records'],
  [{}, 'expected a JSON list of records'],
  ['[{]', 'expected a JSON list of records'],
])('%j is refused with its row', (table, problem) => {
  expect(problemOf(table)).toContain(problem);
  expect(problemOf(table).startsWith(`${path}: `)).toBe(true);
});
