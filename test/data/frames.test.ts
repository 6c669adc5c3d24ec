import { expect, test } from 'vitest';
import {
  describeRatings,
  fromArquero,
  fromDanfo,
  joinedTable,
  oneHotFeatures,
  ratingsPer,
  scaleFeatures,
  toArquero,
  toDanfo,
} from '../../src/data';
import { tinyData } from './tiny-data';

const data = tinyData(
  [
    [0, 0, 5, 10],
    [0, 1, 1, 20],
    [1, 1, 3, 30],
  ],
  {
    items: {
      ids: ['i0', 'i1'],
      texts: ['first', 'second'],
      features: { names: ['war'], values: Float32Array.of(1, 0) },
    },
  },
);
const columns = { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp' };

test('there and back through arquero, the interactions are the same', async () => {
  const back = await fromArquero({
    name: 'back',
    table: await toArquero(data),
    columns,
    levels: data.levels,
  });
  expect(back.interactions).toEqual(data.interactions);
  expect(back.items.ids).toEqual(data.items.ids);
});

test('there and back through danfojs, the interactions are the same', async () => {
  const back = await fromDanfo({ name: 'back', frame: await toDanfo(data), columns, levels: data.levels });
  expect(back.interactions).toEqual(data.interactions);
});

test('a frame passes the checks of a file, with its row in the message', async () => {
  const { table } = await import('arquero');
  const broken = table({ user: ['a', 'b'], item: ['x', 'x'], rating: ['5', 'five'] }) as never;
  await expect(
    fromArquero({ name: 'broken', table: broken, columns: { user: 'user', item: 'item', rating: 'rating' } }),
  ).rejects.toThrow('arquero table:2: expected a number in "rating", found "five"');
});

test('roll-ups count and average per item, the most rated first', async () => {
  expect((await ratingsPer(data, 'item')).objects()).toEqual([
    { item: 'i1', ratings: 2, mean: 2, deviation: 1 },
    { item: 'i0', ratings: 1, mean: 5, deviation: 0 },
  ]);
});

test('the joined table has a row a rating with the texts and features of both sides', async () => {
  const rows = (await joinedTable(data)).objects();
  expect(rows[0]).toEqual({
    user: 'u0',
    item: 'i0',
    rating: 5,
    timestamp: 10,
    'item text': 'first',
    'item war': 1,
    'user text': '',
  });
  expect(rows.map((row) => row['item text'])).toEqual(['first', 'second', 'second']);
});

test('danfojs describes the ratings, and leaves no tensor behind', async () => {
  await describeRatings(data);
  const { tensorflow } = await import('danfojs-node');
  const before = tensorflow.memory().numTensors;
  const { rating } = await describeRatings(data);
  expect(rating).toMatchObject({ count: 3, mean: 3, min: 1, max: 5, median: 3, variance: 4, std: 2 });
  expect(tensorflow.memory().numTensors).toBe(before);
});

test('danfojs encodes and scales: dummies of 0 and 1, z-scores, and 0 for a constant', async () => {
  const dummies = await oneHotFeatures({ name: 'job', values: ['writer', 'artist', 'writer'] });
  expect(dummies.names).toEqual(['job=writer', 'job=artist']);
  expect([...dummies.values]).toEqual([1, 0, 0, 1, 1, 0]);
  const scaled = await scaleFeatures({ names: ['a', 'b'], values: Float32Array.of(1, 5, 3, 5) });
  expect([...scaled.values]).toEqual([-1, 0, 1, 0]);
});
