import { expect, it } from 'vitest';
import { clusterSums } from '../../src/evaluate';
import { type SliceErrors, summariseSlices } from '../../src/pipeline/slice-errors';

/** A slice whose rows each are another user's and another item's, with these squared errors. */
function sliceOf(scratch: number[], distilled: number[], teacher: number[]): SliceErrors {
  const clusters = scratch.map((_, row) => row);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const paired = (treatment: number[]) => {
    const sums = clusterSums({ treatment, baseline: scratch, clusters });
    return { users: sums, items: sums };
  };
  return {
    ...{ name: 'cold (0)', rows: scratch.length },
    meanSquaredError: { scratch: mean(scratch), distilled: mean(distilled), teacher: mean(teacher) },
    distilled: paired(distilled),
    teacher: paired(teacher),
  };
}

const nothing = { rows: 0, clusters: 0, difference: 0, squares: 0, products: 0, sizes: 0 };
const empty: SliceErrors = {
  ...{ name: 'cold (0)', rows: 0, meanSquaredError: null },
  distilled: { users: nothing, items: nothing },
  teacher: { users: nothing, items: nothing },
};

const first = sliceOf([4, 9, 4, 9], [1, 4, 4, 4], [1, 1, 1, 1]);
const second = sliceOf([16, 16], [9, 4], [0, 1]);

it('is the root of the mean squared error over the rows of all splits, large and small', () => {
  const [{ rows, scratch, distilled, teacher }] = summariseSlices([[first], [second]]);
  expect(rows).toBe(6);
  expect(scratch).toBeCloseTo(Math.sqrt((26 + 32) / 6), 12);
  expect(distilled).toBeCloseTo(Math.sqrt((13 + 13) / 6), 12);
  expect(teacher).toBeCloseTo(Math.sqrt((4 + 1) / 6), 12);
});

it('is as doubtful as the most doubtful of the tests over users, items and splits', () => {
  const [{ p, tests }] = summariseSlices([[first], [second]]);
  const all = [tests?.users.p, tests?.items.p, tests?.splits?.p].map(Number);
  expect(p).toBe(Math.max(...all));
  expect(tests?.splits?.meanDifference).toBeCloseTo((13 / 4 - 26 / 4 + (13 / 2 - 32 / 2)) / 2, 12);
});

it('leaves out a split without such rows, and a slice that no split has', () => {
  const [withEmpty] = summariseSlices([[first], [empty]]);
  const [alone] = summariseSlices([[first]]);
  expect(withEmpty).toEqual(alone);
  expect(alone.tests?.splits).toBeNull();
  expect(summariseSlices([[empty], [empty]])).toEqual([]);
});
