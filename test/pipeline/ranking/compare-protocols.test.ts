import { describe, expect, it } from 'vitest';
import type { Scorer } from '../../../src/models';
import { compareProtocols, type RankingQueries } from '../../../src/pipeline/ranking';

const [USERS, ITEMS] = [40, 30];

/** User u has taken item u mod 30 and should find the next one. */
function ringQueries(): RankingQueries {
  const users = Int32Array.from({ length: USERS }, (_, u) => u);
  const offsets = Int32Array.from({ length: USERS + 1 }, (_, u) => u);
  const seen = users.map((u) => u % ITEMS);
  return {
    users,
    contexts: { users, sequences: seen, width: 1, rows: users, lengths: new Int32Array(USERS).fill(1) },
    histories: { offsets, items: seen },
    relevant: { offsets, items: seen.map((item) => (item + 1) % ITEMS) },
  };
}

/** Scores by the distance from the last item, so that the relevant one stands at `place`; the seen one is above all. */
const distant = (place: number): Scorer => ({
  items: ITEMS,
  score: ({ rows, sequences }) =>
    Float32Array.from({ length: rows.length * ITEMS }, (_, i) => {
      const away = ((i % ITEMS) - sequences[rows[Math.floor(i / ITEMS)]] + ITEMS) % ITEMS;
      return away === 0 ? 99 : away === 1 ? -place + 0.5 : -away + 1;
    }),
});
const equal: Scorer = { items: ITEMS, score: ({ rows }) => new Float32Array(rows.length * ITEMS) };
const options = {
  scorers: [
    { name: 'perfect', role: 'best' as const, scorer: distant(1) },
    { name: 'third', role: 'other' as const, scorer: distant(3) },
    { name: 'equal', role: 'other' as const, scorer: equal },
  ],
  queries: ringQueries(),
  negatives: 9,
  popularity: new Float32Array(ITEMS).fill(1),
  seed: 1,
};

describe('compareProtocols', () => {
  it('is 1 under every protocol for a scorer that masks nothing but ranks the relevant item first', async () => {
    const { methods, protocols } = await compareProtocols(options);
    expect(protocols).toEqual(['full ranking', '9 drawn uniformly', '9 by popularity']);
    expect(methods[0]).toMatchObject({ name: 'perfect', role: 'best', values: [1, 1, 1] });
  });

  it('gives the full ranking by its closed form and flatters on samples', async () => {
    const [, third, equalOne] = (await compareProtocols(options)).methods;
    expect(third.values[0]).toBeCloseTo(1 / Math.log2(4), 12);
    expect(third.values[1]).toBeGreaterThan(third.values[0]);
    const first = Array.from({ length: 10 }, (_, i) => 1 / Math.log2(i + 2)).reduce((a, b) => a + b, 0);
    expect(equalOne.values[0]).toBeCloseTo(first / (ITEMS - 1), 12);
    expect(equalOne.values[1]).toBeCloseTo(first / 10, 12);
  });

  it('counts the pairs that a sample puts the other way round: the full ranking itself none', async () => {
    const even = Float32Array.from({ length: ITEMS }, (_, item) => 1 - (item % 2));
    // All odd items stand above the relevant one, which fails in full, where it meets the even ones alone not at all.
    const oddFirst: Scorer = {
      items: ITEMS,
      score: ({ rows, sequences }) =>
        Float32Array.from({ length: rows.length * ITEMS }, (_, i) => {
          const item = i % ITEMS;
          const isRelevant = item === (sequences[rows[Math.floor(i / ITEMS)]] + 1) % ITEMS;
          return isRelevant ? 0 : (item % 2) - 0.5;
        }),
    };
    const scorers = [options.scorers[1], { name: 'odd first', role: 'other' as const, scorer: oddFirst }];
    const sampled = { ...options, scorers, popularity: even, negatives: 14 };
    const { methods, swapped } = await compareProtocols(sampled);
    expect([methods[1].values[0], methods[1].values[2]]).toEqual([0, 1]);
    expect([swapped[0], swapped[2]]).toEqual([0, 1]);
  });

  it('meets the same draws with the same seed', async () => {
    expect(await compareProtocols(options)).toEqual(await compareProtocols(options));
  });

  it('draws by popularity: items that nobody took are never met', async () => {
    const even = Float32Array.from({ length: ITEMS }, (_, item) => 1 - (item % 2));
    const { methods } = await compareProtocols({ ...options, popularity: even, negatives: 14 });
    expect(methods[1].values[2]).toBeCloseTo(1 / Math.log2(3), 12);
  });
});
