import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type LoadDataOptions, loadData, loadRatings, sequencesOf } from '../../src/data';
import { temporaryFolder } from './temporary-folder';

/** Loads one file as implicit. */
async function load(file: string, content: string | Uint8Array, changes: Partial<LoadDataOptions> = {}) {
  const folder = temporaryFolder({ [join('d', file)]: content });
  return loadData({ name: 'test', ratings: join(folder, 'd', file), repeats: 'keep', ...changes });
}

type Loaded = Awaited<ReturnType<typeof load>>;

/** Each event as user and item. */
function events({ users, items, interactions }: Loaded): string[] {
  return Array.from(
    interactions.users,
    (user, row) => `${users.ids[user]} ${items.ids[interactions.items[row]]}`,
  );
}

describe('rows without ratings', () => {
  test('are ones on the level 1, without times where the file has none', async () => {
    const data = await load('r.csv', 'user_id,item_id\na,x\nb,x\na,y\n');
    expect(events(data)).toEqual(['a x', 'b x', 'a y']);
    expect([...data.interactions.ratings]).toEqual([1, 1, 1]);
    expect(data.levels).toEqual([1]);
    expect(data.interactions.timestamps).toBe(null);
    expect(data.report).toEqual({ read: 3, kept: 3, issues: {}, examples: [] });
  });

  test('keep their times where the file has them, whatever else it holds', async () => {
    const data = await load('r.csv', 'user,rating,item,time\na,5,x,20\na,1,y,10\n');
    expect([...(data.interactions.timestamps ?? [])]).toEqual([20, 10]);
    const rows = Int32Array.from([0, 1]);
    expect([...sequencesOf({ data, rows }).items]).toEqual([1, 0]);
  });

  test('may stand in a gzipped TSV, and in columns that are named by the caller', async () => {
    const text = 'who\twhat\na\tx\nb\ty\n';
    const columns = { user: 'who', item: 'what' };
    expect(events(await load('r.tsv.gz', gzipSync(text), { columns }))).toEqual(['a x', 'b y']);
  });

  test('are pairs where there is no header line', async () => {
    expect(events(await load('r.tsv', 'a\tx\nb\ty y2\n'))).toEqual(['a x', 'b y', 'b y2']);
    expect(events(await load('r.tsv', '1\t7\n2\t7\n'))).toEqual(['1 7', '2 7']);
    expect(events(await load('r.csv', 'a,x y\nb,x\n'))).toEqual(['a x y', 'b x']);
  });

  test('under names that nobody knows are refused rather than read as pairs', async () => {
    await expect(load('r.csv', 'who,what\n1,7\n2,7\n')).rejects.toThrow('name it with columns.user');
    await expect(load('r.csv', 'a,x,7\nb,x,8\n')).rejects.toThrow(
      'd/r.csv:1: expected a column for the user',
    );
  });
});

describe('a pair that comes again', () => {
  const text = 'user,item\na,x\na,y\na,x\nb,x\n';

  test('is kept and counted', async () => {
    const data = await load('r.csv', text);
    expect(events(data)).toEqual(['a x', 'a y', 'a x', 'b x']);
    expect(data.report).toMatchObject({ read: 4, kept: 4, issues: { repeat: 1 } });
    expect(data.report.examples).toEqual(['d/r.csv:4: user a took item x again; kept']);
  });

  test('stands for all where only the last is to be kept', async () => {
    const data = await load('r.csv', text, { repeats: 'last' });
    expect(events(data)).toEqual(['a y', 'a x', 'b x']);
    expect(data.report).toMatchObject({ read: 4, kept: 3, issues: { repeat: 1 } });
  });

  test('is the last by time where there are times', async () => {
    const data = await load('r.csv', 'user,item,time\na,x,9\na,y,1\na,x,3\n', { repeats: 'last' });
    expect([...(data.interactions.timestamps ?? [])]).toEqual([9, 1]);
  });
});

describe('sequences', () => {
  test('are a user and items, oldest first; the order of rows is that of the events', async () => {
    const data = await load('s.tsv', 'a\tx y x\nb\tz\n');
    expect(events(data)).toEqual(['a x', 'a y', 'a x', 'b z']);
    expect(data.interactions.timestamps).toBe(null);
    expect(data.report).toMatchObject({ read: 4, kept: 4, issues: { repeat: 1 } });
    expect([...sequencesOf({ data, rows: Int32Array.from([3, 2, 1, 0]) }).items]).toEqual([0, 1, 0, 2]);
  });

  test('of one item each are sequences where the layout is given, and load to the hash of the pairs', async () => {
    const folder = temporaryFolder({ 's.tsv': 'a\tx\nb\ty\n' });
    const path = join(folder, 's.tsv');
    const ratings = { path, layout: 'sequences' } as const;
    const sequences = await loadData({ ratings, repeats: 'keep' });
    expect(sequences.hash).toBe((await loadData({ ratings: path, repeats: 'keep' })).hash);
  });

  test.each([
    ['no tab', 'a\tx y\nb x y\n', 'd/s.tsv:2: expected a user, a tab and'],
    ['no items', 'a\tx y\nb\t \n', 'd/s.tsv:2: expected a user, a tab and'],
    ['no user', 'a\tx y\n\tx\n', 'd/s.tsv:2: expected a user, a tab and'],
    ['two tabs', 'a\tx y\nb\tx\ty\n', 'd/s.tsv:2: expected a user, a tab and'],
    ['a user twice', 'a\tx y\nb\tx\na\tz\n', 'd/s.tsv:3: expected one line a user, found user a of line 1'],
    ['nothing', '', 'd/s.tsv:1: expected at least one event'],
  ])('with %s are refused with file and line', async (_, text, message) => {
    const folder = temporaryFolder({ 'd/s.tsv': text });
    const ratings = { path: join(folder, 'd', 's.tsv'), layout: 'sequences' } as const;
    const columns = { user: 'user', item: 'item', rating: null };
    await expect(loadRatings({ name: 's', ratings, columns, repeats: 'keep' })).rejects.toThrow(message);
  });

  test('take no settings of other layouts', async () => {
    const ratings = { path: __filename, layout: 'sequences', separator: ',' } as const;
    await expect(loadData({ ratings, repeats: 'keep' })).rejects.toThrow('separator cannot be given');
  });
});

test('what becomes of repeats must be said without ratings, and cannot be with them', async () => {
  const folder = temporaryFolder({ 'r.csv': 'user,item,rating\na,x,1\na,y,2\n' });
  const ratings = { path: join(folder, 'r.csv') };
  const columns = { user: 'user', item: 'item', rating: 'rating' };
  const implicit = { ...columns, rating: null };
  const load = (options: object) => loadRatings({ name: 'r', ratings, columns, ...options });
  await expect(load({ columns: implicit })).rejects.toThrow('repeats must be "keep" or "last"');
  await expect(load({ repeats: 'keep' })).rejects.toThrow('found it beside the rating column "rating"');
  await expect(load({ columns: implicit, repeats: 'last', levels: [1, 2] })).rejects.toThrow(
    'levels cannot be given',
  );
});

test('a file without ratings and without repeats asks for them', async () => {
  const folder = temporaryFolder({ 'r.csv': 'user,item\na,x\n' });
  await expect(loadData({ ratings: join(folder, 'r.csv') })).rejects.toThrow(
    'for a file without ratings, give repeats',
  );
});
