import { describe, expect, it } from 'vitest';
import { novelty, popularityLift, type TopListOptions, topLists } from '../../../src/evaluate';
import { Random } from '../../../src/random';

const listsOf = (scores: readonly number[][], given: Partial<TopListOptions> = {}) =>
  topLists({
    items: scores[0].length,
    queries: scores.length,
    scoreBlock: (from, to) => Float32Array.from(scores.slice(from, to).flat()),
    k: 3,
    seen: () => [],
    seenItems: 'masked',
    ...given,
  });

describe('topLists', () => {
  it('gives the k best items, best first, as sorting all of them does, equal scores by item index', async () => {
    const random = new Random(4);
    const scores = Array.from({ length: 30 }, () => Array.from({ length: 200 }, () => random.integer(40)));
    const sorted = scores.map((row) => row.map((_, item) => item).sort((a, b) => row[b] - row[a] || a - b));
    for (const k of [1, 2, 7, 50, 200, 999]) {
      const lists = await listsOf(scores, { k });
      expect(lists.map((list) => Array.from(list))).toEqual(sorted.map((order) => order.slice(0, k)));
    }
  });

  it('leaves out what was seen, or keeps it, as asked', async () => {
    const scores = [
      [5, 4, 3, 2, 1],
      [1, 2, 3, 4, 5],
    ];
    const seen = (query: number) => (query === 0 ? [0, 2, 0] : []);
    const masked = await listsOf(scores, { seen });
    expect(masked.map((list) => Array.from(list))).toEqual([
      [1, 3, 4],
      [4, 3, 2],
    ]);
    const kept = await listsOf(scores, { seen, seenItems: 'kept' });
    expect(Array.from(kept[0])).toEqual([0, 1, 2]);
  });

  it('gives a shorter list where there are fewer candidates', async () => {
    const [list] = await listsOf([[1, 2, 3]], { k: 3, seen: () => [0, 2] });
    expect(Array.from(list)).toEqual([1]);
    const [none] = await listsOf([[1, 2, 3]], { k: 3, seen: () => [0, 1, 2] });
    expect(none).toHaveLength(0);
  });

  it('lists items of score minus infinity last', async () => {
    const [list] = await listsOf([[Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]]);
    expect(Array.from(list)).toEqual([1, 0, 2]);
  });

  it('refuses NaN, naming query and item, and words and counts that are none', async () => {
    await expect(
      listsOf([
        [1, 2],
        [1, Number.NaN],
      ]),
    ).rejects.toThrow('query 1: the score of item 1 is NaN');
    await expect(listsOf([[1, 2]], { seen: () => [2] })).rejects.toThrow('query 0: seen names item 2');
    await expect(listsOf([[1, 2]], { k: 0 })).rejects.toThrow('k is 0');
    const word = { seenItems: 'masked-except-relevant' as 'masked' };
    await expect(listsOf([[1, 2]], word)).rejects.toThrow('expected one of masked, kept');
  });
});

describe('novelty', () => {
  it('is the mean of -log2 p, p being the share of all choices with one more for each item', () => {
    const counts = [3, 1, 0, 0];
    const expected = (-Math.log2(4 / 8) + (-Math.log2(2 / 8) - Math.log2(1 / 8)) / 2) / 2;
    expect(novelty({ lists: [[0], [1, 2]], counts })).toBeCloseTo(expected, 14);
  });

  it('is log2 of the number of items where all were taken alike, and grows with rarer items', () => {
    expect(novelty({ lists: [[0, 5], [7]], counts: new Array(16).fill(9) })).toBeCloseTo(4, 14);
    const counts = [100, 10, 1, 0];
    const values = [0, 1, 2, 3].map((item) => novelty({ lists: [[item]], counts }));
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(Number.isFinite(values[3])).toBe(true);
  });

  it('leaves empty lists out', () => {
    const counts = [3, 1];
    expect(novelty({ lists: [[0], []], counts })).toBe(novelty({ lists: [[0]], counts }));
    expect(novelty({ lists: [[]], counts })).toBeNaN();
  });

  it('refuses items and counts that cannot be', () => {
    expect(() => novelty({ lists: [[0], [2]], counts: [1, 1] })).toThrow('lists[1] names item 2');
    expect(() => novelty({ lists: [[0]], counts: [1, -1] })).toThrow('counts[1] is -1');
  });
});

describe('popularityLift', () => {
  const counts = [8, 4, 2, 0];

  it('is 0 for lists as popular as the histories, 1 for twice as popular, -1 for items nobody took', () => {
    const lift = (lists: number[][], histories: number[][]) => popularityLift({ lists, histories, counts });
    expect(lift([[1], [0, 2]], [[1], [2, 0]])).toBe(0);
    expect(lift([[0]], [[1]])).toBe(1);
    expect(lift([[3]], [[0]])).toBe(-1);
  });

  it('takes means of users first, and of all users before the quotient', () => {
    // Lists: (8 + 2) / 2 = 5 and 4; histories: 8 and 2.
    const lift = popularityLift({ lists: [[0, 2], [1]], histories: [[0], [2]], counts });
    expect(lift).toBeCloseTo((4.5 - 5) / 5, 14);
  });

  it('leaves users out who have no history or no list', () => {
    const lift = popularityLift({ lists: [[0], [2], []], histories: [[1], [], [3]], counts });
    expect(lift).toBe(1);
  });

  it('refuses another number of lists than of histories', () => {
    expect(() => popularityLift({ lists: [[0]], histories: [], counts })).toThrow('1 lists and 0 histories');
  });
});
