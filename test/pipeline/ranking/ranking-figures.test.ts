import { expect, it } from 'vitest';
import { measureRanking, type RankingQueries, slicesByItem } from '../../../src/pipeline/ranking';

const ITEMS = 12;
const users = Int32Array.from([0, 1, 2, 3]);
const offsets = Int32Array.from([0, 1, 2, 3, 4]);
/** User u has taken item 11 and should find item u. */
const queries: RankingQueries = {
  users,
  contexts: {
    users,
    sequences: new Int32Array(4).fill(11),
    width: 1,
    rows: users,
    lengths: new Int32Array(4).fill(1),
  },
  histories: { offsets, items: new Int32Array(4).fill(11) },
  relevant: { offsets, items: users },
};
/** Item 0 stands first, item 1 second ... */
const scorer = {
  items: ITEMS,
  score: () => Float32Array.from({ length: 4 * ITEMS }, (_, i) => -(i % ITEMS)),
};

it('slices by how often training took the item, from new to popular', () => {
  const sliceOf = slicesByItem(queries, [25, 0, 4, 5]);
  expect(sliceOf).toEqual(['item 20 times or more', 'item new', 'item 1-4 times', 'item 5-19 times']);
  const { slices } = measureRanking({ scorer, queries, seenItems: 'masked', sliceOf }).figures;
  expect(slices.map(({ name, queries: count }) => [name, count])).toEqual([
    ['item new', 1],
    ['item 1-4 times', 1],
    ['item 5-19 times', 1],
    ['item 20 times or more', 1],
  ]);
  const ndcgs = slices.map(({ ndcg10 }) => ndcg10);
  for (const [i, place] of [2, 3, 4, 1].entries()) expect(ndcgs[i]).toBeCloseTo(1 / Math.log2(1 + place), 12);
});

it('puts slices of other names behind, by name', () => {
  const sliceOf = ['b', 'item new', 'a', 'b'];
  const { slices } = measureRanking({ scorer, queries, seenItems: 'masked', sliceOf }).figures;
  expect(slices.map(({ name }) => name)).toEqual(['item new', 'a', 'b']);
});
