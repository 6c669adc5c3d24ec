import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadData, loadSample, summarize } from '../../src/data';
import { temporaryFolder } from './temporary-folder';

const ratings = 'User ID,movie_id,Rating,Timestamp\na,x,5,1\nb,x,1,2\na,y,3,3\n';
const items = 'id,title,year,plot\nx,First,1990,A goat escapes.\ny,Second,2000,\n';

test('the sample by name is the sample', async () => {
  expect((await loadData({ dataset: 'sample' })).hash).toBe((await loadSample()).hash);
});

test('an unknown name is refused with the nearest known one', async () => {
  await expect(loadData({ dataset: 'ml100k' })).rejects.toThrow('did you mean "ml-100k"?');
});

test('a source that lies nowhere and may not be fetched is refused with where it was looked for', async () => {
  const root = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', root);
  await expect(
    loadData({ dataset: 'ml-100k', dataDir: join(root, 'data'), mayDownload: false }),
  ).rejects.toThrow(`in one of ${join(root, 'data', 'ml-100k')}, ${join(root, 'data')}, `);
  vi.unstubAllEnvs();
});

test('columns of files of one’s own are told by their common names, texts by holding words', async () => {
  const folder = temporaryFolder({ 'r.csv': ratings, 'i.csv': items });
  const data = await loadData({ ratings: join(folder, 'r.csv'), items: join(folder, 'i.csv') });
  expect(data.items.texts).toEqual(['First. A goat escapes.', 'Second']);
  expect(data.interactions.timestamps).toEqual(Float64Array.of(1, 2, 3));
  expect(data.name).toBe(join(folder, 'r.csv'));
});

test('addresses and objects of JSON are no words, so that texts leave their columns out', async () => {
  const shop = [
    '{"parent_asin":"x","title":"Red card","images":[{"thumb":"https://a/b.jpg"}],"page":"https://a/x","details":{"Brand":"B"}}',
    '{"parent_asin":"y","title":"Blue card","images":[],"page":"https://a/y","details":{}}',
  ].join('\n');
  const folder = temporaryFolder({
    'r.csv': 'user_id,parent_asin,rating\na,x,5\nb,y,1\n',
    'meta.jsonl': shop,
  });
  const data = await loadData({ ratings: join(folder, 'r.csv'), items: join(folder, 'meta.jsonl') });
  expect(data.items.texts).toEqual(['Red card', 'Blue card']);
});

test('a column of dates is the time where all of it reads as one, and is left alone where it does not', async () => {
  const rows = (second: string) =>
    `user_id,business_id,stars,date\na,x,5,2018-06-17 20:05:30\nb,y,1,${second}\n`;
  const folder = temporaryFolder({ 'a.csv': rows('2018-06-18'), 'b.csv': rows('last June') });
  const { interactions } = await loadData({ ratings: join(folder, 'a.csv') });
  expect(interactions.timestamps).toEqual(
    Float64Array.of(Date.UTC(2018, 5, 17, 20, 5, 30) / 1000, Date.UTC(2018, 5, 18) / 1000),
  );
  expect((await loadData({ ratings: join(folder, 'b.csv') })).interactions.timestamps).toBeNull();
});

test('columns that are given win over those that would be told', async () => {
  const folder = temporaryFolder({ 'r.csv': ratings, 'i.csv': items });
  const data = await loadData({
    name: 'mine',
    ratings: join(folder, 'r.csv'),
    columns: { user: 'movie_id', item: 'User ID' },
    items: join(folder, 'i.csv'),
    itemColumns: { text: ['plot'] },
  });
  expect(data.users.ids).toEqual(['x', 'y']);
  expect(data.items.texts[0]).toBe('A goat escapes.');
  expect(data.report.issues).toEqual({ 'unknown-item': 3 });
});

test('a column that cannot be told asks for its option', async () => {
  const folder = temporaryFolder({ 'r.csv': 'who,what,how\na,x,5\n' });
  await expect(loadData({ ratings: join(folder, 'r.csv') })).rejects.toThrow('name it with columns.user');
});

test('options that do not go together are refused', async () => {
  await expect(loadData({})).rejects.toThrow('give dataset (a name) or ratings (a file)');
  await expect(loadData({ dataset: 'sample', ratings: 'r.csv' })).rejects.toThrow(
    'ratings cannot be given together',
  );
  await expect(loadData({ ratings: 'r.csv', dataDir: 'd' })).rejects.toThrow(
    'dataDir cannot be given without dataset',
  );
});

test('a summary counts what there is', async () => {
  const folder = temporaryFolder({ 'r.csv': ratings, 'i.csv': `${items}z,Third,2010,\n` });
  const data = await loadData({ ratings: join(folder, 'r.csv'), items: join(folder, 'i.csv') });
  expect(summarize(data)).toMatchObject({
    users: 2,
    items: 3,
    ratings: 3,
    density: 0.5,
    meanRating: 3,
    ratingsByLevel: [1, 1, 1],
    perUser: [1, 2, 2],
    perItem: [0, 1, 2],
    unratedItems: 1,
    from: '1970-01-01T00:00:01.000Z',
    bestRmse: null,
  });
});
