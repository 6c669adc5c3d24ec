import { describe, expect, it } from 'vitest';
import { countsOf, historyLengthSlices, itemPopularitySlices, sliceRanking } from '../../../src/evaluate';

describe('sliceRanking', () => {
  it('groups queries by the length of their history and gives the mean of each slice', () => {
    const found = sliceRanking({
      values: Float64Array.of(1, 0.5, 0, 0.25),
      entities: [0, 1, 2, 3],
      trainingCounts: [0, 2, 4, 30],
      ranges: historyLengthSlices,
    });
    expect(found).toEqual([
      { name: 'none (0)', count: 1, value: 1 },
      { name: 'short (1-4)', count: 2, value: 0.25 },
      { name: 'medium (5-9)', count: 0, value: null },
      { name: 'long (10+)', count: 1, value: 0.25 },
    ]);
  });

  it('groups queries by how often training had their target, and leaves out those with nothing relevant', () => {
    const found = sliceRanking({
      values: [0, Number.NaN, 0.5, 1],
      entities: [2, 2, 2, 0],
      trainingCounts: countsOf({ entities: [0, 0, 1], size: 3 }),
      ranges: itemPopularitySlices,
    });
    expect(found.map(({ count, value }) => [count, value])).toEqual([
      [2, 0.25],
      [1, 1],
      [0, null],
      [0, null],
    ]);
  });

  it('refuses values and entities of different length', () => {
    const options = { values: [1, 0], entities: [0], trainingCounts: [1], ranges: historyLengthSlices };
    expect(() => sliceRanking(options)).toThrow('values has 2 rows and entities has 1');
  });

  it('has ranges that hold every length exactly once', () => {
    for (const length of [0, 1, 4, 5, 9, 10, 1e6]) {
      expect(historyLengthSlices.filter(({ from, to }) => length >= from && length <= to)).toHaveLength(1);
    }
  });
});
