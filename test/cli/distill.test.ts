import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { type Spoken, speak } from './command-line';

let folder: string;
let files: string[];
let first: Spoken;

/** `distill` on the tiny files, as small as options can make it. */
function distil(...more: string[]): Promise<Spoken> {
  const small = [
    '--student',
    'mf',
    '--temperatures',
    '1,2',
    '--alphas',
    '1',
    '--seeds',
    '1,2',
    '--members',
    '1',
  ];
  const places = ['--out', join(folder, 'out'), '--cache', join(folder, 'cache')];
  return speak('distill', '--attached', ...files, ...small, '--text', 'none', ...places, ...more);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-cli-distill-'));
  const tiny = writeTinyFiles(join(folder, 'tiny'));
  files = [
    '--ratings',
    join(tiny, 'ratings.csv'),
    '--items',
    join(tiny, 'items.csv'),
    '--item-features',
    'genre:category',
  ];
  first = await distil('--tensorboard', join(folder, 'events'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('distill on files of one’s own', () => {
  it('ends with 0 and a table on standard output', () => {
    expect(first.exitCode).toBe(0);
    for (const name of ['teacher', 'mf, from scratch', 'mf, label smoothing', 'mf, distilled'])
      expect(first.stdout).toMatch(new RegExp(`^${name} +\\d\\.\\d{4}`, 'm'));
    expect(first.stdout).not.toContain('**');
  });

  it('keeps progress on standard error', () => {
    expect(first.stderr).toMatch(/ratings: 1\d{3} of 1\d{3} ratings, 60 users, 40 items/);
    expect(first.stderr).toMatch(/ratings: (\d+) of \1, \d+ s/);
    expect(first.stdout).not.toMatch(/epoch/);
  });

  it('writes result.json, a page, the students and the best of them', () => {
    const out = join(folder, 'out');
    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
    expect(result.dataset).toBe('ratings');
    expect(result.command).toContain('npx recdistill distill --ratings');
    expect(result.command).not.toContain('--attached');
    expect(result.textSource).toBe('none');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('Distillation on ratings');
    expect(existsSync(join(out, 'model', 'model.json'))).toBe(true);
    expect(readdirSync(join(out, 'models'))).toHaveLength(1);
  });

  it('writes event files for TensorBoard', () => {
    const names = readdirSync(join(folder, 'events'), { recursive: true }).map(String);
    expect(names.some((name) => name.includes('tfevents'))).toBe(true);
  });

  it('prints one JSON document with --json', async () => {
    const { exitCode, stdout } = await distil('--json');
    expect(exitCode).toBe(0);
    const printed = JSON.parse(stdout);
    const written = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8'));
    expect(printed.teacher).toEqual(written.teacher);
    expect(printed.students).toEqual(written.students);
    expect(printed.files).toContain(join(folder, 'out', 'report.html'));
  });

  it('writes a Markdown report with its figures as JSON beside', async () => {
    const { exitCode } = await distil('--report', join(folder, 'reports', 'tiny.md'));
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, 'reports', 'tiny.md'), 'utf8')).toContain('# Distillation on ratings');
    const { students } = JSON.parse(readFileSync(join(folder, 'reports', 'tiny.json'), 'utf8'));
    expect(students[0].name).toBe('mf');
  });

  it('takes folds by number', async () => {
    const { stdout } = await distil('--folds', '2', '--json', '--out', join(folder, 'folds'));
    const { students, teacher } = JSON.parse(stdout);
    expect(teacher.values).toHaveLength(2);
    expect(students[0].pFrom).toMatch(/fold/);
  });
});

describe('distill refuses', () => {
  const cases: [string, string[], RegExp][] = [
    [
      'an unknown option, with the nearest',
      ['--temperature', '2'],
      /unknown option '--temperature'[\s\S]*--temperatures/,
    ],
    ['an unknown student, with the nearest', ['--student', 'mff'], /did you mean "mf"/],
    ['a temperature of 0', ['--temperatures', '0,1'], /numbers above 0/],
    ['the same seed twice', ['--seeds', '1,1'], /each value once/],
    ['a share beyond 1', ['--label-shares', '1,2'], /at most 1/],
    ['an unknown profile', ['--profile', 'large'], /small, full/],
    ['an unknown data set', ['--dataset', 'ml-100'], /ml-100k/],
    ['folds that the data set does not publish', ['--folds', 'u1'], /no published fold "u1"/],
    ['folds beside another split', ['--folds', '5', '--split', 'leave-one-out'], /found both/],
    ['a share of the test beside folds', ['--folds', '5', '--test-share', '0.2'], /found both/],
    ['a model that nobody would read', ['--text', 'none', '--model', 'x'], /expected --text language-model/],
    ['a report that is no Markdown', ['--report', 'x.html'], /ends in \.md/],
    ['columns without a file', ['--item-column', 'x'], /expected --ratings/],
    ['features of an unknown kind', ['--item-features', 'a:word'], /column:category/],
  ];
  it.each(cases)('%s', async (_, words, message) => {
    const { exitCode, stdout, stderr } = await speak('distill', '--attached', ...words);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
  });

  it('a ratings file that is damaged, with file and line', async () => {
    const path = join(folder, 'bad.csv');
    writeFileSync(path, 'user,item,rating\nu1,i1,4\nu1,"i2\n');
    const { exitCode, stderr } = await speak('distill', '--attached', '--ratings', path);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/bad\.csv:\d+/);
  });

  it('a linear student without side features', async () => {
    const [flag, ratings] = files;
    const { exitCode, stderr } = await speak('distill', '--attached', flag, ratings, '--student', 'linear');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('expected side features');
  });
});

describe('distill --help', () => {
  it('shows examples and hides what the program uses itself', async () => {
    const { exitCode, stdout } = await speak('distill', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('recdistill distill --dataset ml-100k');
    expect(stdout).not.toContain('--attached');
  });
});
