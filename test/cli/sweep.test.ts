import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeFigureBrowser } from '../../src/plot';
import type { SweepFindings } from '../../src/sweep';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { speak } from './command-line';

let folder: string;
let out: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-cli-'));
  out = join(folder, 'out');
  writeTinyFiles(folder);
});
afterAll(async () => {
  await closeFigureBrowser();
  rmSync(folder, { recursive: true });
});

const tiny = () => ({
  ...{
    name: 'tiny',
    task: 'rating',
    profile: 'small',
    folds: null,
    students: ['mf'],
    methods: ['distilled'],
  },
  data: { ratings: join(folder, 'ratings.csv'), levels: [1, 2, 3, 4, 5], 'rating-column': 'rating' },
  teacher: { members: 1, dimensions: 2 },
  seeds: { search: [1], final: [1, 2] },
  space: { learningRates: [0.02], weightDecays: [0.1], temperatures: [1], alphas: [1] },
  ...{ search: { kind: 'grid' }, limits: { job: 300, sweep: null } },
});

function written(name: string, description: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(description));
  return path;
}

const run = (path: string, ...words: string[]) =>
  speak('sweep', 'run', path, '--out', out, '--cache', join(folder, 'cache'), ...words);

describe('a bad sweep ends with 2 before anything runs', () => {
  test.each([
    [{ studens: [] }, 'unknown name "studens"; did you mean "students"?'],
    [{ methods: [] }, '"methods": expected a list of at least one value'],
    [{ methods: ['kd'] }, '"methods": expected ["distilled"] for ratings, found ["kd"]'],
    [{ students: ['mff'] }, 'Found "mff"; did you mean "mf"?'],
    [{ teacher: { membrs: 2 } }, 'unknown option "membrs"; did you mean "members"?'],
    [{ teacher: { temperatures: 2 } }, '"temperatures" stands among "data" or "teacher"'],
    [{ teacher: { ablation: true } }, '"ablation": no job of a sweep reads it'],
  ])('%j', async (more, problem) => {
    const { exitCode, stderr } = await run(written('bad.json', { ...tiny(), ...more }));
    expect(stderr).toContain(problem);
    expect(exitCode).toBe(2);
  });

  test('more processes than cores', async () => {
    const { exitCode, stderr } = await run(written('tiny.json', tiny()), '--jobs', '500');
    expect(stderr).toContain('--jobs 500 with --threads 1: expected at most the');
    expect(exitCode).toBe(2);
  });

  test('a folder of another sweep', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'sweep.json'), JSON.stringify({ ...tiny(), name: 'other' }));
    const { exitCode, stderr } = await speak('sweep', 'run', written('tiny.json', tiny()), '--out', other);
    expect(stderr).toContain('holds the sweep "other", not "tiny"');
    expect(exitCode).toBe(2);
  });
});

test('a sweep runs, says where it stands, runs no job twice, and is reported', async () => {
  const path = written('tiny.json', tiny());
  const first = await run(path, '--json');
  expect(first.stderr).not.toContain('failed');
  // a teacher, from scratch, smoothed, distilled, and the final comparison
  expect(JSON.parse(first.stdout)).toMatchObject({ outcome: 'complete', counts: { total: 5, done: 5 } });
  expect(first.exitCode).toBe(0);

  const status = await speak('sweep', 'status', out);
  expect(status.stdout).toContain('tiny: 5 of 5 jobs done, nobody is at work');

  const logs = readdirSync(join(out, 'logs')).length;
  const again = await speak('sweep', 'resume', out, '--cache', join(folder, 'cache'));
  expect(again.stdout).toContain('complete: 5 of 5 jobs done');
  expect(readdirSync(join(out, 'logs'))).toHaveLength(logs);

  const report = await speak('sweep', 'report', out);
  expect(report.exitCode).toBe(0);
  const findings: SweepFindings = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  expect(findings.trials.map(({ method }) => method)).toEqual(['scratch', 'smoothed', 'distilled']);
  expect(findings.overFolds.map(({ method }) => method)).toEqual([
    ...['teacher', 'scratch', 'smoothed', 'distilled'],
  ]);
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('# Sweep: tiny');
});

test('the schema is printed for editors', async () => {
  const { stdout } = await speak('sweep', 'schema');
  expect(JSON.parse(stdout)).toMatchObject({ title: 'A sweep of recdistill', additionalProperties: false });
});
