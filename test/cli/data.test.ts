import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../data/temporary-folder';
import { speak } from './command-line';

test('data sample shows the sample in figures and ends with 0', async () => {
  const { exitCode, stdout } = await speak('data', 'sample');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('ratings    20000, 10.00% of all pairs');
  expect(stdout).toContain('20000 ratings read, 20000 kept; nothing amiss');
});

test('data --json is one JSON document with the report of the loader', async () => {
  const folder = temporaryFolder({ 'r.csv': 'user,item,rating\na,x,5\na,x,4\nb,x,NaN\nb,y,1\n' });
  const { stdout } = await speak('data', '--ratings', join(folder, 'r.csv'), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    users: 2,
    items: 2,
    ratings: 2,
    report: { read: 4, kept: 2, issues: { duplicate: 1, 'not-a-number': 1 } },
  });
});

test('a malformed file ends with 2 and names file and line', async () => {
  const folder = temporaryFolder({ 'd/r.csv': 'user,item,rating\na,x,5\nb,x\n' });
  const { exitCode, stderr, stdout } = await speak('data', '--ratings', join(folder, 'd', 'r.csv'));
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    'd/r.csv:3: expected 3 comma-separated fields (user, item, rating), found 2 ("b,x")',
  );
  expect(stdout).toBe('');
});

test('an unknown data set ends with 2 and the nearest known name', async () => {
  const { exitCode, stderr } = await speak('data', 'ml100k');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('did you mean "ml-100k"');
});

test('data --repeats shows a file without ratings, of sequences as of rows', async () => {
  const folder = temporaryFolder({ 's.tsv': 'a\tx y x\nb\ty\n', 'r.csv': 'user,item\na,x\n' });
  const { stdout } = await speak('data', '--ratings', join(folder, 's.tsv'), '--repeats', 'keep', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    users: 2,
    items: 2,
    levels: [1],
    report: { kept: 4, issues: { repeat: 1 } },
  });
  const without = await speak('data', '--ratings', join(folder, 'r.csv'));
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain('for a file without ratings, give repeats');
});
