import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadMovieLens100k, loadMovieLensLatestSmall, splitPublished } from '../../src/data';
import { movieText, spokenTitle, yearOf } from '../../src/data/sources/movielens-text';
import { realDataFolder } from './real-data';

const folder100k = realDataFolder('ml-100k');
const folderSmall = realDataFolder('ml-latest-small');

test('a title is spoken with its article in front and without its year', () => {
  expect(spokenTitle('Matrix, The (1999)')).toBe('The Matrix');
  expect(spokenTitle("Atalante, L' (1934)")).toBe("L'Atalante");
  expect(spokenTitle('Good, the Bad and the Ugly, The (1966)')).toBe('The Good, the Bad and the Ugly');
  expect(yearOf('Matrix, The (1999)')).toBe('1999');
  expect(yearOf('Babylon 5')).toBe('');
});

test('the text of a movie says title, year and genres in words', () => {
  expect(movieText('Contact (1997)', ['Drama', 'Sci-Fi'])).toBe(
    'Contact (1997), a movie: drama and science fiction',
  );
  expect(movieText('unknown', [])).toBe('unknown, a movie');
});

test.skipIf(folder100k === null)(
  'MovieLens-100K loads whole, in under 2 seconds of processor time',
  async () => {
    const start = process.cpuUsage();
    const data = await loadMovieLens100k({ folder: folder100k as string });
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(2);
    expect([data.users.ids.length, data.items.ids.length]).toEqual([943, 1682]);
    expect(data.report).toEqual({ read: 100_000, kept: 100_000, issues: {}, examples: [] });
    expect(data.items.texts[0]).toBe("Toy Story (1995), a movie: animation, children's and comedy");
    expect(data.items.texts.some((text) => text.includes('é'))).toBe(true);
    expect(data.users.texts[0]).toBe('24 year old male technician');
    expect(Object.keys(data.publishedFolds)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5', 'ua', 'ub']);
  },
);

test.skipIf(folder100k === null)(
  'the published training rows are those of the .base files, fold by fold',
  async () => {
    const folder = folder100k as string;
    const data = await loadMovieLens100k({ folder });
    const { users, items } = data.interactions;
    for (const fold of ['u1', 'u5', 'ua']) {
      const base = gunzipSync(readFileSync(join(folder, `${fold}.base.gz`))).toString('utf8');
      const pairs = base
        .trim()
        .split('\n')
        .map((line) => line.split('\t').slice(0, 2).join(' '));
      const found = [...data.publishedFolds[fold].train].map(
        (row) => `${data.users.ids[users[row]]} ${data.items.ids[items[row]]}`,
      );
      expect(found.sort()).toEqual(pairs.sort());
    }
  },
);

test.skipIf(folder100k === null)('the five official test parts are all ratings, each once', async () => {
  const data = await loadMovieLens100k({ folder: folder100k as string });
  const rows = ['u1', 'u2', 'u3', 'u4', 'u5'].flatMap((fold) => [
    ...splitPublished({ data, fold, validationCount: 4000, seed: 1 }).takeTest('count'),
  ]);
  expect(rows.length).toBe(100_000);
  expect(new Set(rows).size).toBe(100_000);
});

test.skipIf(folderSmall === null)(
  'MovieLens latest-small loads whole, in under 2 seconds of processor time',
  async () => {
    const start = process.cpuUsage();
    const data = await loadMovieLensLatestSmall({ folder: folderSmall as string });
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(2);
    expect([data.users.ids.length, data.items.ids.length]).toEqual([610, 9742]);
    expect(data.report).toEqual({ read: 100_836, kept: 100_836, issues: {}, examples: [] });
    expect(data.levels.length).toBe(10);
  },
);

test('a folder that is not there is refused by its name', async () => {
  await expect(loadMovieLens100k({ folder: '/nowhere' })).rejects.toThrow(
    '/nowhere: expected the folder of MovieLens',
  );
});
