import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettingsTable } from '../../src/cli/settings-table';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { speak } from './command-line';

let folder: string;
let table: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strategies-cli-'));
  writeTinyFiles(folder);
  table = join(folder, 'table.json');
});
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = () => ({
  data: { ratings: join(folder, 'ratings.csv'), levels: [1, 2, 3, 4, 5], 'rating-column': 'rating' },
  ...{ task: 'rating', student: 'mf', temperatures: 1, alphas: 1, seeds: [1, 2], dimensions: 2 },
});

function strategies(rows: unknown, ...words: string[]) {
  writeFileSync(table, JSON.stringify(rows));
  const places = ['--out', join(folder, 'out'), '--cache', join(folder, 'cache')];
  return speak('strategies', '--table', table, ...places, ...words, '--attached');
}

describe('bad tables end with 2 and name the row', () => {
  test.each([
    [[{}, { studnet: 'mf' }], 'row 2: unknown option "studnet"; did you mean "student"?'],
    [[{ methods: 'kd' }], 'row 1: "methods": an ablation of strategies for --task rating does not read it'],
    [[{ folds: 3 }], 'row 1: "folds": an ablation runs on one split, found 3'],
    [[{ student: 'fm' }], '--student fm: expected one of linear'],
    [[{ source: { dataset: 'sample' } }], '"source": only rankings read other data'],
    [[{ source: { datset: 'x' } }], 'row 1, source: unknown option "datset"'],
    [[{ only: 'hashed-tabel' }], 'row 1: "only": hashed-tabel: did you mean "hashed-table"?'],
  ])('%j', async (rows, problem) => {
    const { exitCode, stderr } = await strategies(rows);
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(2);
  });

  test('--only with what is no strategy', async () => {
    const { exitCode, stderr } = await strategies([tiny()], '--only', 'born-agian');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('did you mean "born-again"?')]);
  });
});

test('a table becomes rows and a report, and again without training', async () => {
  const report = join(folder, 'reports', 'strategies.md');
  const words = ['--only', 'temperature-schedule,solution-flow', '--report', report, '--json'];
  const first = await strategies([tiny()], ...words);
  expect(first.exitCode, first.stderr).toBe(0);
  const result = JSON.parse(first.stdout);
  expect(result.rows).toHaveLength(2);
  expect(result.rows[0]).toMatchObject({
    ...{ strategy: 'temperature-schedule', dataset: 'ratings', student: 'mf', metric: 'RMSE', seeds: [1, 2] },
    opponent: { name: 'plain distillation' },
  });
  for (const name of ['scratch', 'plain', 'distilled', 'teacher', 'p', 'pHolm', 'weights', 'bytes'])
    expect(result.rows[0][name], name).toEqual(expect.any(Number));
  expect(result.rows[1].excuse).toContain('one hidden layer each');
  const text = readFileSync(report, 'utf8');
  expect(text).toContain('## Which strategies beat plain distillation?');
  expect(text).toContain('| adaptive | temperature-schedule |');
  expect(text).toContain('teacher and student have one hidden layer each');
  expect(text).not.toContain('undefined');
  expect(JSON.parse(readFileSync(report.replace('.md', '.json'), 'utf8')).rows).toEqual(result.rows);
  expect(existsSync(join(folder, 'out', 'report.html'))).toBe(true);
  const trainings = readFileSync(join(folder, 'out', 'trainings.jsonl'), 'utf8');
  const again = await strategies([tiny()], ...words);
  expect(JSON.parse(again.stdout).rows).toEqual(result.rows);
  expect(readFileSync(join(folder, 'out', 'trainings.jsonl'), 'utf8')).toBe(trainings);
}, 120_000);

test('a row is tried by the strategies that it names alone', async () => {
  const rows = [{ ...tiny(), only: 'hashed-table,solution-flow' }];
  const { stdout, exitCode } = await strategies(
    rows,
    '--only',
    'hashed-table,temperature-schedule',
    '--json',
  );
  expect(exitCode).toBe(0);
  const result = JSON.parse(stdout);
  expect(result.rows.map(({ strategy }: { strategy: string }) => strategy)).toEqual(['hashed-table']);
  expect(result.runs[0].words).toContain('(only: hashed-table,solution-flow)');
}, 120_000);

test.each(['strategies', 'strategies-small'])('the table %s of the examples reads', (name) => {
  const path = join(__dirname, '..', '..', 'examples', `${name}.json`);
  const rows = readSettingsTable({ path, own: ['only'], others: ['source'], overrides: {} });
  expect(new Set(rows.map(({ flags }) => flags.task)).size).toBe(3);
});
