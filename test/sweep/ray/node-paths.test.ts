import { expect, test } from 'vitest';
import { pathThere, wordThere } from '../../../src/sweep/ray/node-paths';
import { decodePlan, encodePlan } from '../../../src/sweep/ray/node-plan';

const folders = [
  { here: '/mnt/share/cache', there: 's3://bucket/night/cache/' },
  { here: '/mnt/share', there: '/data' },
];

test('paths in shared folders become the nodes’ paths, alone or behind an option', () => {
  expect(wordThere('/mnt/share/jobs/a.json', folders)).toBe('/data/jobs/a.json');
  expect(wordThere('/mnt/share', folders)).toBe('/data');
  expect(wordThere('--data-dir=/mnt/share/sets', folders)).toBe('--data-dir=/data/sets');
});

test('the first folder that holds a path decides, and objects keep both slashes', () => {
  expect(wordThere('/mnt/share/cache', folders)).toBe('s3://bucket/night/cache/');
  expect(wordThere('/mnt/share/cache/x/y', folders)).toBe('s3://bucket/night/cache/x/y');
});

test('a folder whose name only begins alike, and words that are no paths, stay', () => {
  expect(wordThere('/mnt/shared/a', folders)).toBe('/mnt/shared/a');
  expect(pathThere('/mnt/shared/a', folders)).toBeUndefined();
  expect(wordThere('--alpha=3', folders)).toBe('--alpha=3');
});

test('a plan travels through a shell unchanged, as letters that it reads nothing into', () => {
  const plan = {
    words: ['{node}', 'a b', "it's $HOME; é"],
    variables: { A: '1' },
    packagesFrom: null,
    awaits: ['/x'],
  };
  expect(encodePlan(plan)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(decodePlan(encodePlan(plan))).toEqual(plan);
});
