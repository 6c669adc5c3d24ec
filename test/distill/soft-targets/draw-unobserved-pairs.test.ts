import { describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../../src/data/recommendation-data';
import { drawUnobservedPairs } from '../../../src/distill';
import { Random } from '../../../src/random';

/** Interactions where item i is rated in proportion to its number, by users in turn. */
function dataOf(userCount: number, itemCount: number, interactions: number): RecommendationData {
  const random = new Random(1);
  const entities = (count: number) => ({
    ids: Array.from({ length: count }, (_, i) => String(i)),
    texts: [],
    features: null,
  });
  return {
    name: 'drawn',
    users: entities(userCount),
    items: entities(itemCount),
    interactions: {
      users: Int32Array.from({ length: interactions }, (_, i) => i % userCount),
      items: Int32Array.from({ length: interactions }, () =>
        Math.floor(itemCount * Math.sqrt(random.uniform())),
      ),
      ratings: new Float32Array(interactions).fill(3),
      timestamps: null,
    },
    levels: [1, 2, 3, 4, 5],
    report: { read: interactions, kept: interactions, issues: {}, examples: [] },
    expectations: null,
    publishedFolds: {},
    hash: 'drawn',
  };
}

const allRows = (data: RecommendationData) => data.interactions.users.map((_, row) => row);

function keysOf(pairs: { users: Int32Array; items: Int32Array }, itemCount: number): number[] {
  return Array.from(pairs.users, (user, i) => user * itemCount + pairs.items[i]);
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('drawUnobservedPairs', () => {
  const data = dataOf(50, 40, 600);
  const rows = allRows(data).subarray(0, 500);
  const observed = new Set(
    Array.from(rows, (row) => data.interactions.users[row] * 40 + data.interactions.items[row]),
  );
  const free = 50 * 40 - observed.size;

  it.each([0, 1, 300, free - 1, free])('draws %d pairs, none twice and none that the rows hold', (count) => {
    const pairs = drawUnobservedPairs({ data, rows, count, popularity: 1, random: new Random(4) });
    const keys = keysOf(pairs, 40);
    expect(keys.length).toBe(count);
    expect(new Set(keys).size).toBe(count);
    expect(keys.some((key) => observed.has(key))).toBe(false);
  });

  it('may draw what the given rows do not hold, so that a drawn pair tells nothing about other rows', () => {
    const pairs = drawUnobservedPairs({ data, rows, count: free, popularity: 0, random: new Random(4) });
    const drawn = new Set(keysOf(pairs, 40));
    const held = allRows(data).subarray(500);
    const keys = Array.from(held, (row) => data.interactions.users[row] * 40 + data.interactions.items[row]);
    expect(keys.every((key) => drawn.has(key) || observed.has(key))).toBe(true);
  });

  it('repeats for the same seed and differs for another', () => {
    const draw = (seed: number) =>
      drawUnobservedPairs({ data, rows, count: 200, popularity: 1, random: new Random(seed) });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it.each([
    ['pair by pair', 400],
    ['at one go', 1200],
  ])('draws items in proportion to (1 + rows)^popularity, %s', (_, rounds) => {
    // The first pair drawn has the law of the weights, by whichever way: one pair of a large set, all but one of a
    // small one.
    const small = dataOf(1, 4, 0);
    const weighted = {
      ...small,
      interactions: {
        users: new Int32Array(9),
        items: Int32Array.from([3, 3, 3, 3, 3, 3, 3, 1, 1]),
        ratings: new Float32Array(9),
        timestamps: null,
      },
    };
    // Items 1 and 3 are taken; items 0 and 2 weigh 1 each, and a second user is free for all four.
    const two = { ...weighted, users: { ...small.users, ids: ['0', '1'] } };
    const counts = [0, 0, 0, 0];
    const count = rounds === 400 ? 1 : 4;
    const random = new Random(8);
    for (let round = 0; round < rounds; round++) {
      const pairs = drawUnobservedPairs({ data: two, rows: allRows(two), count, popularity: 1, random });
      pairs.users.forEach((user, i) => {
        if (user === 1) counts[pairs.items[i]]++;
      });
    }
    // Weights of the six free pairs: user 0 with items 0 and 2: 1, 1; user 1 with items 0 to 3: 1, 3, 1, 8.
    const expected = inclusion([1, 1, 1, 3, 1, 8], count).slice(2);
    counts.forEach((found, item) => {
      const deviation = Math.sqrt((expected[item] * (1 - expected[item])) / rounds);
      expect(Math.abs(found / rounds - expected[item])).toBeLessThan(4 * deviation);
    });
  });

  it('spreads over users alike without an activity exponent, and by their rows with one', () => {
    const uneven = {
      ...data,
      interactions: {
        ...data.interactions,
        users: data.interactions.users.map((user) => (user < 25 ? 7 : user)),
      },
    };
    const few = allRows(uneven).subarray(0, 200);
    const share = (activity: number | undefined) => {
      const options = { data: uneven, rows: few, count: 150, popularity: 0, random: new Random(3) };
      const pairs = drawUnobservedPairs(activity === undefined ? options : { ...options, activity });
      return sum(Array.from(pairs.users, (user) => Number(user > 25))) / 150;
    };
    expect(share(undefined)).toBeGreaterThan(0.35);
    expect(share(undefined)).toBeLessThan(0.62);
    expect(share(2)).toBeGreaterThan(0.6);
  });

  it('refuses more pairs than are free, and exponents that give no weights', () => {
    const draw = (change: object) => () =>
      drawUnobservedPairs({ data, rows, count: 1, popularity: 1, random: new Random(1), ...change });
    expect(draw({ count: free + 1 })).toThrow(
      `at most ${free}, the pairs that nobody rated, found ${free + 1}`,
    );
    expect(draw({ popularity: Number.NaN })).toThrow('popularity must be an exponent');
    expect(draw({ popularity: 1e6 })).toThrow('popularity must be an exponent');
    expect(draw({ activity: Number.POSITIVE_INFINITY })).toThrow('activity must be an exponent');
    expect(draw({ popularty: 1 })).toThrow('did you mean "popularity"');
  });
});

/** Chance of each to be among the first `count` drawn one after the other by weight, by going through all orders. */
function inclusion(weights: number[], count: number): number[] {
  const chances = weights.map(() => 0);
  const go = (left: number[], chance: number, depth: number) => {
    if (depth === count) return;
    const total = sum(left.map((k) => weights[k]));
    for (const k of left) {
      const next = (chance * weights[k]) / total;
      chances[k] += next;
      go(
        left.filter((other) => other !== k),
        next,
        depth + 1,
      );
    }
  };
  go(
    weights.map((_, k) => k),
    1,
    0,
  );
  return chances;
}
