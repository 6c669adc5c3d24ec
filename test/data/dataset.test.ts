import { expect, test } from 'vitest';
import { RecommendationDataset } from '../../src/data';
import { Random } from '../../src/random';
import { tinyData } from './tiny-data';

const features = (names: string[], values: number[]) => ({ names, values: Float32Array.from(values) });
const data = tinyData(
  [
    [0, 0, 5, 1],
    [0, 1, 1, 2],
    [1, 1, 3, 3],
    [1, 0, 4, 4],
    [0, 2, 2, 5],
  ],
  {
    users: { ids: ['u0', 'u1'], texts: ['', ''], features: features(['age'], [0.5, -0.5]) },
    items: {
      ids: ['i0', 'i1', 'i2'],
      texts: ['', '', ''],
      features: features(['war', 'love'], [1, 0, 0, 1, 1, 1]),
    },
  },
);
const dataset = new RecommendationDataset({ data, rows: Int32Array.of(2, 0, 4) });

test('an example holds the features of its user and its item, its class and its rating', () => {
  expect(dataset.length).toBe(3);
  expect(dataset.featureNames).toEqual(['age', 'war', 'love']);
  expect(dataset.at(0)).toEqual({
    row: 2,
    user: 1,
    item: 1,
    features: Float32Array.of(-0.5, 0, 1),
    label: 2,
    rating: 3,
  });
  expect(dataset.at(-1).row).toBe(4);
  expect(() => dataset.at(3)).toThrow(RangeError);
});

test('features and labels come for all examples in their order', () => {
  expect([...dataset.labels]).toEqual([2, 4, 1]);
  expect([...dataset.features]).toEqual([-0.5, 0, 1, 0.5, 1, 0, 0.5, 1, 1]);
  expect([...dataset].map((example) => example.row)).toEqual([2, 0, 4]);
});

test('batches together are the dataset, the last one smaller', () => {
  const batches = [...dataset.batches({ size: 2 })];
  expect(batches.map((batch) => [...batch.rows])).toEqual([[2, 0], [4]]);
  expect([...batches[1].features]).toEqual([0.5, 1, 1]);
  expect(batches[0].users).toEqual(Int32Array.of(1, 0));
  expect(() => [...dataset.batches({ size: 0 })]).toThrow('batch size must be a whole number above 0');
});

test('shuffling keeps the examples and follows the seed', () => {
  const rows = Int32Array.of(0, 1, 2, 3, 4);
  const all = new RecommendationDataset({ data, rows });
  const order = (seed: number) => [...all.shuffled(new Random(seed)).rows];
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
  expect(order(1).sort()).toEqual([0, 1, 2, 3, 4]);
  expect([...all.rows]).toEqual([0, 1, 2, 3, 4]);
});

test('transforms are applied one after the other, and survive shuffling', () => {
  const changed = dataset
    .map((example) => ({ ...example, features: example.features.map((x) => x + 1) }))
    .map((example) => ({ ...example, features: example.features.map((x) => x * 10) }));
  expect([...changed.at(0).features]).toEqual([5, 10, 20]);
  expect(changed.shuffled(new Random(1)).features.reduce((sum, x) => sum + x, 0)).toBe(
    changed.features.reduce((sum, x) => sum + x, 0),
  );
  const uneven = dataset.map((example) => ({ ...example, features: new Float32Array(example.row) }));
  expect(() => uneven.features).toThrow('expected 2 features in every example, found 0 in that of row 0');
});

test('rows that the data do not have are refused', () => {
  expect(() => new RecommendationDataset({ data, rows: Int32Array.of(0, 5) })).toThrow(
    'rows must be 0 .. 4, found 5',
  );
});
