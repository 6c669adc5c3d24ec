import { expect, it } from 'vitest';
import { pairedTTest } from '../../../src/evaluate';
import { pairedSlices } from '../../../src/pipeline/ranking/paired-slices';

const sliceOf = [
  'item 1-4 times',
  'item new',
  'item 1-4 times',
  'item new',
  'item 1-4 times',
  'item 5-19 times',
];
const distilled = Float64Array.of(0.5, 0.2, 1, 0.4, 0.3, 0.9);
const scratch = Float64Array.of(0.4, 0, 0.7, 0.1, 0.4, 0.8);

it('compares the queries of each slice alone, from new items on', () => {
  const slices = pairedSlices({ distilled, scratch, sliceOf });
  expect(slices.map(({ name, queries }) => [name, queries])).toEqual([
    ['item new', 2],
    ['item 1-4 times', 3],
    ['item 5-19 times', 1],
  ]);
  const rare = pairedTTest({ treatment: [0.5, 1, 0.3], baseline: [0.4, 0.7, 0.4] });
  expect(slices[1].p).toBeCloseTo(rare.p, 12);
  expect(slices[1].distilled - slices[1].scratch).toBeCloseTo(rare.meanDifference, 12);
});

it('has no p where a slice is a single query', () => {
  expect(pairedSlices({ distilled, scratch, sliceOf })[2].p).toBeNull();
});
