import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { implicitFeedback, type LoadDataOptions, loadData, ordinalFeedback } from '../../src/data';
import { temporaryFolder } from './temporary-folder';

const columns = { user: 'user', item: 'item', weight: 'plays' };

async function load(rows: string, changes: Partial<LoadDataOptions> = {}) {
  const folder = temporaryFolder({ 'd/plays.tsv': `user\titem\tplays\n${rows}` });
  const ratings = join(folder, 'd', 'plays.tsv');
  return loadData({ ratings, name: 'plays', columns, repeats: 'last', weightScale: 'log', ...changes });
}

/** Plays by user and item, whatever the order of the rows. */
function byPair({ users, items, interactions }: Awaited<ReturnType<typeof load>>, values: Float32Array) {
  const pairs = Array.from(values, (value, row): [string, number] => [
    `${users.ids[interactions.users[row]]} ${items.ids[interactions.items[row]]}`,
    value,
  ]);
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('a column of weights', () => {
  test('weighs each row by ln(1 + plays), or as it stands', async () => {
    const rows = 'a\tx\t1\na\ty\t99\nb\tx\t0.5\n';
    const log = await load(rows);
    const expected = [Math.log(2), Math.log(100), Math.log(1.5)];
    expect(Array.from(log.interactions.weights ?? [])).toEqual(expected.map(Math.fround));
    const linear = await load(rows, { weightScale: 'linear' });
    expect(Array.from(linear.interactions.weights ?? [])).toEqual([1, 99, 0.5]);
    expect([...log.interactions.ratings]).toEqual([1, 1, 1]);
  });

  test('is part of the hash, and data without one keep theirs', async () => {
    const rows = 'a\tx\t1\na\ty\t2\n';
    const [log, linear] = [await load(rows), await load(rows, { weightScale: 'linear' })];
    const without = await load(rows, { columns: { user: 'user', item: 'item' }, weightScale: undefined });
    expect(new Set([log.hash, linear.hash, without.hash]).size).toBe(3);
    expect('weights' in without.interactions).toBe(false);
  });

  test('leaves out and counts rows of weight 0 and without a weight', async () => {
    const data = await load('a\tx\t1\na\ty\t0\nb\tx\t\nb\ty\t3\n');
    expect(data.report).toMatchObject({ read: 4, kept: 2, issues: { 'zero-weight': 1, 'not-a-number': 1 } });
    expect(data.report.examples[0]).toBe('d/plays.tsv:3: expected a weight above 0, found 0; left out');
  });

  test.each([
    ['a\tx\t1\na\ty\t-3\n', 'd/plays.tsv:3: expected a weight of 0 or more in "plays", found "-3"'],
    ['a\tx\t1\na\ty\tmany\n', 'd/plays.tsv:3: expected a number in "plays", found "many"'],
  ])('refuses %j with file and line', async (rows, message) => {
    await expect(load(rows)).rejects.toThrow(message);
  });

  test('goes together with a scale, and the scale with a column', async () => {
    await expect(load('a\tx\t1\n', { weightScale: undefined })).rejects.toThrow('found only columns.weight');
    await expect(load('a\tx\t1\n', { columns: { user: 'user', item: 'item' } })).rejects.toThrow(
      'found only weightScale',
    );
    await expect(load('a\tx\t1\n', { weightScale: 'square' as 'log' })).rejects.toThrow('found "square"');
  });

  test('stays with its rows when some are left out', async () => {
    const folder = temporaryFolder({ 'r.csv': 'user,item,rating,plays\na,x,5,7\na,y,1,8\nb,x,4,9\n' });
    const data = await loadData({
      ratings: join(folder, 'r.csv'),
      columns: { weight: 'plays' },
      weightScale: 'linear',
    });
    const liked = implicitFeedback({ data, atLeast: 4 });
    expect(byPair(liked, liked.interactions.weights as Float32Array)).toEqual({ 'a x': 7, 'b x': 9 });
  });
});

describe('an order drawn for rows that stand in none', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `u${i % 4}\ti${i}\t${i + 1}`).join('\n');

  test('is another order of the same rows, each with its own weight, and the same with the same seed', async () => {
    const [asRead, drawn, again, other] = [
      await load(rows),
      await load(rows, { shuffleSeed: 1 }),
      await load(rows, { shuffleSeed: 1 }),
      await load(rows, { shuffleSeed: 2 }),
    ];
    const weights = (data: typeof drawn) => data.interactions.weights as Float32Array;
    expect(byPair(drawn, weights(drawn))).toEqual(byPair(asRead, weights(asRead)));
    expect(Array.from(weights(drawn))).not.toEqual(Array.from(weights(asRead)));
    expect(again.hash).toBe(drawn.hash);
    expect(other.hash).not.toBe(drawn.hash);
  });

  test('is refused where the rows have times', async () => {
    const folder = temporaryFolder({ 'r.csv': 'user,item,time\na,x,1\na,y,2\n' });
    const options = { ratings: join(folder, 'r.csv'), repeats: 'last', shuffleSeed: 1 } as const;
    await expect(loadData(options)).rejects.toThrow('shuffleSeed is for files whose rows stand in no order');
  });
});

describe('weights as ratings', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `u${i % 4}\ti${i}\t${(i + 1) ** 3}`).join('\n');

  test('are levels of as many rows each, in the order of the weights', async () => {
    const data = ordinalFeedback({ data: await load(rows), levels: 5 });
    expect([...data.interactions.ratings]).toEqual(
      Array.from({ length: 20 }, (_, i) => 1 + Math.floor(i / 4)),
    );
    expect(data.levels).toEqual([1, 2, 3, 4, 5]);
    expect('weights' in data.interactions).toBe(false);
  });

  test('do not depend on the scale of the weights', async () => {
    const log = ordinalFeedback({ data: await load(rows), levels: 4 });
    const linear = ordinalFeedback({ data: await load(rows, { weightScale: 'linear' }), levels: 4 });
    expect(log.hash).toBe(linear.hash);
  });

  test('give equal weights one level', async () => {
    const many = `${'1 1 1 1 1 1 1 9'
      .split(' ')
      .map((plays, i) => `u\ti${i}\t${plays}`)
      .join('\n')}`;
    const { ratings } = ordinalFeedback({ data: await load(many), levels: 8 }).interactions;
    expect(new Set(ratings.slice(0, 7)).size).toBe(1);
    expect(ratings[7]).toBe(8);
  });

  test('are refused without weights, with one weight, and with a pair that stands twice', async () => {
    const plain = await load('a\tx\t1\n', {
      columns: { user: 'user', item: 'item' },
      weightScale: undefined,
    });
    expect(() => ordinalFeedback({ data: plain, levels: 5 })).toThrow('has no weights');
    const same = await load('a\tx\t2\na\ty\t2\n');
    expect(() => ordinalFeedback({ data: same, levels: 2 })).toThrow('stand on one level');
    const twice = await load('a\tx\t2\na\tx\t3\n', { repeats: 'keep' });
    expect(() => ordinalFeedback({ data: twice, levels: 2 })).toThrow('user a and item x stand in two rows');
    expect(() => ordinalFeedback({ data: same, levels: 1 })).toThrow('from 2 to 25');
  });
});
