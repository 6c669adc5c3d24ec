import { describe, expect, it } from 'vitest';
import {
  evaluateRanking,
  evaluateSampledRanking,
  type NegativeSampling,
  type SampledRankingEvaluation,
  sampleNegatives,
} from '../../../src/evaluate';
import { Random } from '../../../src/random';

const sampling = (given: Partial<NegativeSampling> = {}): NegativeSampling => ({
  queries: 50,
  items: 20,
  count: 6,
  excluded: (query) => [query % 20, (query + 1) % 20],
  weights: 'uniform',
  random: new Random(1),
  ...given,
});

/** How often each item was drawn. */
function drawsOf(options: NegativeSampling): number[] {
  const draws = new Array<number>(options.items).fill(0);
  for (const item of sampleNegatives(options).items) draws[item]++;
  return draws;
}

describe('sampleNegatives', () => {
  it('gives each query its number of items, none twice and none that is excluded', () => {
    const { count, items } = sampleNegatives(sampling());
    expect(items).toHaveLength(50 * 6);
    for (let query = 0; query < 50; query++) {
      const drawn = Array.from(items.subarray(query * count, (query + 1) * count));
      expect(new Set(drawn).size).toBe(6);
      expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
      expect(drawn).not.toContain(query % 20);
      expect(drawn).not.toContain((query + 1) % 20);
    }
  });

  it('gives the same for the same seed and other items for another', () => {
    expect(sampleNegatives(sampling())).toEqual(sampleNegatives(sampling()));
    expect(sampleNegatives(sampling({ random: new Random(2) }))).not.toEqual(sampleNegatives(sampling()));
  });

  it('uniform draws every item equally often', () => {
    const draws = drawsOf(sampling({ queries: 20_000, count: 5, excluded: () => [] }));
    // A binomial of 20,000 draws at 1/4 has a standard deviation of 61.
    for (const count of draws) expect(Math.abs(count - 5000)).toBeLessThan(5 * 61);
  });

  it('weighted draws in proportion to the weight among those left', () => {
    const weights = [6, 3, 1, 0];
    const one = drawsOf(sampling({ queries: 20_000, items: 4, count: 1, excluded: () => [], weights }));
    for (const [item, weight] of weights.entries()) {
      expect(Math.abs(one[item] / 20_000 - weight / 10)).toBeLessThan(5 * Math.sqrt(0.25 / 20_000));
    }
    const two = drawsOf(sampling({ queries: 20_000, items: 4, count: 2, excluded: () => [], weights }));
    // The first draw, or the second after another one of the three.
    const share = (a: number, b: number, c: number) =>
      a / 10 + (((b / 10) * a) / (10 - b) + ((c / 10) * a) / (10 - c));
    expect(Math.abs(two[0] / 20_000 - share(6, 3, 1))).toBeLessThan(5 * Math.sqrt(0.25 / 20_000));
    expect(Math.abs(two[2] / 20_000 - share(1, 6, 3))).toBeLessThan(5 * Math.sqrt(0.25 / 20_000));
    expect(two[3]).toBe(0);
  });

  it('refuses to draw more than there is, and weights that are none', () => {
    expect(() => sampleNegatives(sampling({ count: 19 }))).toThrow('query 0 has 18 items to draw from');
    expect(() => sampleNegatives(sampling({ weights: [1, 2] }))).toThrow('weights has 2 values; expected 20');
    const weights = new Array<number>(20).fill(1).with(7, -1);
    expect(() => sampleNegatives(sampling({ weights }))).toThrow('weights[7] is -1');
    expect(() => sampleNegatives(sampling({ excluded: () => [20] }))).toThrow('excluded names item 20');
  });
});

/** Query q's target is item q; `rankOf` says where a model puts it, with all other items in a fixed order around it. */
function modelOf(items: number, rankOf: (query: number) => number) {
  return (from: number, to: number) => {
    const block = new Float32Array((to - from) * items);
    for (let query = from; query < to; query++) {
      for (let item = 0, place = 1; item < items; item++) {
        if (item === query) continue;
        if (place === rankOf(query)) place++;
        block[(query - from) * items + item] = -place++;
      }
      block[(query - from) * items + query] = -rankOf(query);
    }
    return block;
  };
}

describe('evaluateSampledRanking', () => {
  const [queries, items] = [200, 1000];
  // Never quite right, and right for a fifth of the queries and far off for the rest.
  const steady = modelOf(items, () => 40);
  const gifted = modelOf(items, (query) => (query % 5 === 0 ? 1 : 500));
  const judged = { relevant: (query: number) => [query], ks: [10], ties: 'stable' } as const;

  it('puts two models in another order than the full ranking does (Krichene & Rendle 2020)', async () => {
    const negatives = sampleNegatives({
      queries,
      items,
      count: 99,
      excluded: (query) => [query],
      weights: 'uniform',
      random: new Random(3),
    });
    const full = { ...judged, queries, items, seen: () => [], seenItems: 'kept' } as const;
    const sampled = { ...judged, queries, items, negatives };
    const ndcg = async (scoreBlock: (from: number, to: number) => Float32Array) => ({
      full: (await evaluateRanking({ ...full, scoreBlock })).means.ndcg[10],
      sampled: (await evaluateSampledRanking({ ...sampled, scoreBlock })).means.ndcg[10],
    });
    const [ofSteady, ofGifted] = [await ndcg(steady), await ndcg(gifted)];
    expect(ofSteady.full).toBe(0);
    expect(ofGifted.full).toBeCloseTo(1 / 5, 12);
    expect(ofSteady.sampled).toBeGreaterThan(ofGifted.sampled + 0.1);
  });

  const evaluateSome = (given: Partial<SampledRankingEvaluation>) =>
    evaluateSampledRanking({
      ...judged,
      queries: 2,
      items: 6,
      scoreBlock: () => Float32Array.of(6, 5, 4, 3, 2, 1, 6, 5, 4, 4, 4, 1),
      relevant: () => [3],
      negatives: { count: 2, items: Int32Array.of(1, 5, 2, 4) },
      ...given,
    });

  it('ranks among the negatives only, equal scores by item index or by expectation', async () => {
    expect(Array.from((await evaluateSome({})).perQuery.mrr[10])).toEqual([1 / 2, 1 / 2]);
    const expected = (await evaluateSome({ ties: 'expected' })).perQuery.mrr[10];
    expect(expected[0]).toBe(1 / 2);
    expect(expected[1]).toBeCloseTo((1 + 1 / 2 + 1 / 3) / 3, 14);
  });

  it('is the full ranking where the negatives are all other items', async () => {
    const scoreBlock = (from: number, to: number) => gifted(from, to);
    const few = { ...judged, queries: 20, items, scoreBlock };
    const negatives = sampleNegatives({
      queries: 20,
      items,
      count: items - 1,
      excluded: (query) => [query],
      weights: 'uniform',
      random: new Random(1),
    });
    const full = await evaluateRanking({ ...few, seen: () => [], seenItems: 'kept' });
    expect(await evaluateSampledRanking({ ...few, negatives })).toEqual(full);
  });

  it('refuses what does not fit', async () => {
    const refused = (given: Partial<SampledRankingEvaluation>) => expect(evaluateSome(given)).rejects;
    await refused({ relevant: () => [5] }).toThrow('query 0: item 5 is relevant and among the negatives');
    await refused({ relevant: () => [3, 3] }).toThrow('query 0: item 3 is named twice');
    await refused({ relevant: () => [6] }).toThrow('query 0: relevant names item 6');
    await refused({ negatives: { count: 2, items: Int32Array.of(1) } }).toThrow('2 queries x 2');
    await refused({ negatives: { count: 1, items: Int32Array.of(1, 6) } }).toThrow(
      'query 1: negatives names',
    );
    const nan = Float32Array.of(6, 5, 4, 3, 2, 1, 6, 5, 4, Number.NaN, 4, 1);
    await refused({ scoreBlock: () => nan }).toThrow('query 1: the score of item 3 is NaN');
  });
});
