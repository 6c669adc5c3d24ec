import { describe, expect, it } from 'vitest';
import {
  hitRateAtK,
  mapAtK,
  mrrAtK,
  ndcgAtK,
  precisionAtK,
  type RankedQuery,
  recallAtK,
  type Standing,
  standingOfRanks,
} from '../../../src/evaluate';
import { golden } from '../golden';

const metrics = { recallAtK, precisionAtK, hitRateAtK, ndcgAtK, mrrAtK, mapAtK };
const everyMetric = Object.entries(metrics);
const at = (k: number, relevant: number, ...ranks: number[]): RankedQuery => ({
  k,
  standing: standingOfRanks({ ranks, relevant }),
});

/** All choices of `relevant` places among 1 .. size. */
function choices(size: number, relevant: number): number[][] {
  if (relevant === 0) return [[]];
  if (size < relevant) return [];
  const withLast = choices(size - 1, relevant - 1).map((places) => [...places, size]);
  return [...choices(size - 1, relevant), ...withLast];
}

/** Every way in which the ties can fall, as ranks of the relevant items; all are equally likely. */
function everyOutcome({ groups }: Standing): number[][] {
  return groups.reduce<number[][]>(
    (outcomes, { above, size, relevant }) =>
      outcomes.flatMap((ranks) =>
        choices(size, relevant).map((places) => [...ranks, ...places.map((place) => above + place)]),
      ),
    [[]],
  );
}

describe('the ranking metrics', () => {
  it('are those of a worked example: ranks 1, 3 and 6 of four relevant items, at 5', () => {
    const query = at(5, 4, 6, 1, 3);
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2 + 1 / Math.log2(5);
    expect(recallAtK(query)).toBe(2 / 4);
    expect(precisionAtK(query)).toBe(2 / 5);
    expect(hitRateAtK(query)).toBe(1);
    expect(mrrAtK(query)).toBe(1);
    expect(ndcgAtK(query)).toBeCloseTo((1 + 1 / 2) / ideal, 14);
    expect(mapAtK(query)).toBeCloseTo((1 / 1 + 2 / 3) / 4, 14);
  });

  it.each(everyMetric)('%s is 1 when the ranking is ideal', (_, metric) => {
    expect(metric(at(3, 3, 1, 2, 3))).toBeCloseTo(1, 14);
  });

  it.each(everyMetric)('%s is 0 without a hit, also where nothing was ranked', (_, metric) => {
    expect(metric(at(5, 2, 6, 9))).toBe(0);
    expect(metric(at(5, 2))).toBe(0);
  });

  it.each(everyMetric)('%s is NaN where nothing is relevant', (_, metric) => {
    expect(metric(at(5, 0))).toBeNaN();
  });

  it.each(everyMetric)('%s never grows as an item sinks, and falls to 0', (_, metric) => {
    const values = [1, 2, 3, 4, 5, 6, 7].map((rank) => metric(at(6, 1, rank)));
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1]);
    expect(values[0]).toBeGreaterThan(0);
    expect(values[6]).toBe(0);
  });

  it.each(everyMetric)('%s under ties is the mean over every way in which they can fall', (_, metric) => {
    const standing = {
      relevant: 7,
      groups: [
        { above: 1, size: 4, relevant: 2 },
        { above: 6, size: 1, relevant: 1 },
        { above: 8, size: 5, relevant: 3 },
      ],
    };
    const outcomes = everyOutcome(standing);
    expect(outcomes).toHaveLength(6 * 10);
    for (const k of [1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 100]) {
      const sum = outcomes.reduce((total, ranks) => total + metric(at(k, 7, ...ranks)), 0);
      expect(metric({ standing, k })).toBeCloseTo(sum / outcomes.length, 12);
    }
  });

  it.each(everyMetric)('%s of a tie of relevant items alone is that of any order of them', (_, metric) => {
    const standing = { relevant: 3, groups: [{ above: 2, size: 3, relevant: 3 }] };
    for (const k of [1, 3, 4, 8]) expect(metric({ standing, k })).toBeCloseTo(metric(at(k, 3, 3, 4, 5)), 14);
  });

  it('recallAtK and mapAtK stay below 1 with more relevant items than k; ndcgAtK does not', () => {
    const query = at(2, 4, 1, 2, 3, 4);
    expect(recallAtK(query)).toBe(0.5);
    expect(mapAtK(query)).toBe(0.5);
    expect(ndcgAtK(query)).toBe(1);
  });

  it('ndcgAtK equals scikit-learn', () => {
    const { scores, relevance, at5 } = golden.ndcg;
    for (const [user, row] of scores.entries()) {
      const wanted = row.filter((_, item) => relevance[user][item]);
      const ranks = wanted.map((score) => 1 + row.filter((other) => other > score).length);
      expect(ndcgAtK(at(5, wanted.length, ...ranks))).toBeCloseTo(at5[user], 10);
    }
  });

  it('refuse a k that is no count and ranks that cannot be', () => {
    expect(() => ndcgAtK(at(0, 1, 1))).toThrow('ndcgAtK: k is 0');
    expect(() => recallAtK(at(2.5, 1, 1))).toThrow('recallAtK: k is 2.5');
    expect(() => standingOfRanks({ ranks: [0], relevant: 1 })).toThrow('a rank is 0');
    expect(() => standingOfRanks({ ranks: [2, 2], relevant: 2 })).toThrow('two items have rank 2');
    expect(() => standingOfRanks({ ranks: [1, 2], relevant: 1 })).toThrow('at least 2');
  });
});
