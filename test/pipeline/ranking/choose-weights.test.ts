import { describe, expect, it } from 'vitest';
import type { Scorer } from '../../../src/models';
import type { RankingQueries } from '../../../src/pipeline/ranking';
import { chooseWeights } from '../../../src/pipeline/ranking/choose-weights';

const ITEMS = 12;

/** Query q has taken item q and should find the next one. */
function queriesOf(users: number): RankingQueries {
  const rows = Int32Array.from({ length: users }, (_, u) => u);
  const offsets = Int32Array.from({ length: users + 1 }, (_, u) => u);
  const seen = rows.map((u) => u % ITEMS);
  return {
    users: rows,
    contexts: { users: rows, sequences: seen, width: 1, rows, lengths: new Int32Array(users).fill(1) },
    histories: { offsets, items: seen },
    relevant: { offsets, items: seen.map((item) => (item + 1) % ITEMS) },
  };
}

/** Says `value` of the item that is so far behind the query's own. */
const at = (distance: number, value: number): Scorer => ({
  items: ITEMS,
  score: ({ rows, sequences }) =>
    Float32Array.from({ length: rows.length * ITEMS }, (_, i) => {
      const own = sequences[rows[Math.floor(i / ITEMS)]];
      return ((i % ITEMS) - own + ITEMS) % ITEMS === distance ? value : 0;
    }),
});

const wrong = at(2, 1);
const right = at(1, 1);
const asked = { queries: queriesOf(ITEMS), seenItems: 'masked' as const };

describe('chooseWeights', () => {
  it('raises the scorer that is right until it outweighs the one that is wrong, and no further', () => {
    const candidates = [
      { scorer: wrong, weights: [1] },
      { scorer: right, weights: [0, 0.5, 2, 4] },
    ];
    const { chosen } = chooseWeights({ candidates, ...asked });
    expect(chosen).toEqual({ weights: [1, 2], ndcg10: 1 });
  });

  it('gives the first weight to a scorer that says the same of all items', () => {
    const equal: Scorer = { items: ITEMS, score: ({ rows }) => new Float32Array(rows.length * ITEMS) };
    const candidates = [
      { scorer: right, weights: [1] },
      { scorer: equal, weights: [0, 1, 2] },
    ];
    expect(chooseWeights({ candidates, ...asked }).chosen.weights).toEqual([1, 0]);
  });

  it('goes through the other weights again once one has moved', () => {
    // Below weight 3 the second scorer is in the way of the third, which comes first in the order.
    const candidates = [
      { scorer: at(2, 1), weights: [1] },
      { scorer: at(3, 1), weights: [2, 0] },
      { scorer: right, weights: [0, 1.5] },
    ];
    expect(chooseWeights({ candidates, ...asked }).chosen).toEqual({ weights: [1, 0, 1.5], ndcg10: 1 });
  });

  it('asks evenly spread queries where all of them would not fit into memory', () => {
    let asked = 0;
    const counting: Scorer = {
      items: ITEMS,
      score: ({ rows }) => {
        asked += rows.length;
        return new Float32Array(rows.length * ITEMS);
      },
    };
    chooseWeights({
      candidates: [{ scorer: counting, weights: [1] }],
      queries: queriesOf(100),
      seenItems: 'masked',
      scoresInMemory: 40 * ITEMS,
    });
    expect(asked).toBe(40);
  });
});
