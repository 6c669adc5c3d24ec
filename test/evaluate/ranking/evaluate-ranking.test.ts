import { describe, expect, it } from 'vitest';
import {
  evaluateRanking,
  mapAtK,
  ndcgAtK,
  type RankingMetric,
  type RankingScores,
  standingOfRanks,
  type Ties,
  topLists,
} from '../../../src/evaluate';
import { Random } from '../../../src/random';
import { rankingGolden } from './golden';
import { evaluateSmall, type SmallQuery, smallEvaluation } from './small-evaluation';

const metricNames: RankingMetric[] = ['recall', 'hitRate', 'ndcg', 'mrr', 'map', 'precision'];
const goldenQueries = (scores: number[][]): SmallQuery[] =>
  scores.map((row, query) => ({
    scores: row,
    relevant: rankingGolden.relevant[query],
    seen: rankingGolden.seen[query],
  }));

/** The metrics at one k, without the per-query values. */
const at = ({ means }: RankingScores, k: number) =>
  Object.fromEntries(metricNames.map((metric) => [metric, means[metric][k]]));

function randomQueries(seed: number, count: number, levels: number): SmallQuery[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    scores: Array.from({ length: 20 }, () => random.integer(levels)),
    relevant: Array.from(random.permutation(20).slice(0, 1 + random.integer(4))),
    seen: Array.from(random.permutation(20).slice(0, random.integer(5))),
  }));
}

describe('evaluateRanking against ranx', () => {
  const { ks, kept, masked, scores } = rankingGolden;

  it.each([
    ['kept', kept],
    ['masked', masked],
  ] as const)('gives every metric of every query at every k, seen items %s', async (seenItems, expected) => {
    for (const ties of ['expected', 'stable'] as const) {
      const found = await evaluateSmall(goldenQueries(scores), { seenItems, ks, ties });
      for (const metric of metricNames) {
        for (const k of ks) {
          for (const [query, value] of expected[metric][k].entries()) {
            expect(found.perQuery[metric][k][query]).toBeCloseTo(value, 12);
          }
        }
      }
    }
  });
});

describe('ties', () => {
  it('under expectation, NDCG equals scikit-learn, which averages over ties', async () => {
    const { ks, tiedScores, tiedNdcg } = rankingGolden;
    const found = await evaluateSmall(goldenQueries(tiedScores), { seenItems: 'kept', ks });
    for (const k of ks) {
      for (const [query, value] of tiedNdcg[k].entries()) {
        expect(found.perQuery.ndcg[k][query]).toBeCloseTo(value, 10);
      }
    }
  });

  it('expected: a model that scores all alike earns the mean over all places', async () => {
    const n = 50;
    const gains = Array.from({ length: 10 }, (_, i) => 1 / Math.log2(i + 2));
    const reciprocal = Array.from({ length: 10 }, (_, i) => 1 / (i + 1));
    const sum = (values: number[]) => values.reduce((a, b) => a + b);
    const found = await evaluateSmall([{ scores: new Array<number>(n).fill(0.5), relevant: [17] }]);
    expect(found.means.ndcg[10]).toBeCloseTo(sum(gains) / n, 14);
    expect(found.means.recall[10]).toBeCloseTo(10 / n, 14);
    expect(found.means.hitRate[10]).toBeCloseTo(10 / n, 14);
    expect(found.means.mrr[10]).toBeCloseTo(sum(reciprocal) / n, 14);
    expect(found.means.precision[10]).toBeCloseTo(1 / n, 14);
  });

  it('stable: equal scores rank by item index among the candidates', async () => {
    const scores = [3, 3, 3, 3, 1];
    const mrr = async (relevant: number[], seen: number[]) =>
      (await evaluateSmall([{ scores, relevant, seen }], { ties: 'stable' })).means.mrr[10];
    expect(await mrr([0], [])).toBe(1);
    expect(await mrr([2], [])).toBe(1 / 3);
    expect(await mrr([2], [0])).toBe(1 / 2);
    expect(await mrr([4], [0, 1])).toBe(1 / 3);
  });

  it('stable: the ranks are the places in the sorted list that topLists makes', async () => {
    const queries = randomQueries(12, 80, 4);
    const options = smallEvaluation(queries, { ties: 'stable', ks: [4] });
    const { items, scoreBlock, seen } = options;
    const lists = await topLists({ items, queries: 80, scoreBlock, seen, seenItems: 'masked', k: items });
    const { perQuery } = await evaluateRanking(options);
    for (const [query, { relevant }] of queries.entries()) {
      const places = relevant.map((item) => lists[query].indexOf(item) + 1).filter((place) => place > 0);
      const standing = standingOfRanks({ ranks: places, relevant: relevant.length });
      expect(perQuery.ndcg[4][query]).toBe(ndcgAtK({ standing, k: 4 }));
      expect(perQuery.map[4][query]).toBe(mapAtK({ standing, k: 4 }));
    }
  });

  it('make no difference where there are none', async () => {
    const queries = goldenQueries(rankingGolden.scores);
    const [expected, stable] = await Promise.all(
      (['expected', 'stable'] as const).map((ties) => evaluateSmall(queries, { ties, ks: [1, 5] })),
    );
    expect(expected).toEqual(stable);
  });
});

describe('seen items', () => {
  it.each<Ties>(['expected', 'stable'])(
    'masked: all is as if they were no part of the catalogue (ties %s)',
    async (ties) => {
      for (const query of randomQueries(11, 60, 6)) {
        const seen = query.seen?.filter((item) => !query.relevant.includes(item)) ?? [];
        const left = query.scores.map((_, item) => item).filter((item) => !seen.includes(item));
        const without = {
          scores: left.map((item) => query.scores[item]),
          relevant: query.relevant.map((item) => left.indexOf(item)),
        };
        expect(await evaluateSmall([{ ...query, seen }], { ties, ks: [1, 4] })).toEqual(
          await evaluateSmall([without], { ties, ks: [1, 4] }),
        );
      }
    },
  );

  const repeated = [{ scores: [9, 8, 7, 6], relevant: [2], seen: [0, 2] }];
  const mrrOf = async (seenItems: 'masked' | 'masked-except-relevant' | 'kept', queries: SmallQuery[]) =>
    (await evaluateSmall(queries, { seenItems })).means.mrr[10];

  it('masked: a target that was seen is a miss', async () => {
    expect(await mrrOf('masked', repeated)).toBe(0);
  });

  it('masked-except-relevant: it competes with what was not seen, so it ranks higher than it would', async () => {
    expect(await mrrOf('masked-except-relevant', repeated)).toBe(1 / 2);
  });

  it('kept: it competes with all', async () => {
    expect(await mrrOf('kept', repeated)).toBe(1 / 3);
  });

  it('masked: the relevant items that can be reached still count against all', async () => {
    const { means } = await evaluateSmall([{ scores: [9, 8, 7, 6], relevant: [2, 3], seen: [2] }]);
    expect(means.recall[10]).toBe(1 / 2);
  });

  it('mask alike where no target is a repeat', async () => {
    const fresh = randomQueries(3, 30, 1000).map(({ scores, relevant, seen }) => ({
      scores,
      relevant,
      seen: seen?.filter((item) => !relevant.includes(item)),
    }));
    expect(await mrrOf('masked', fresh)).toBe(await mrrOf('masked-except-relevant', fresh));
    expect(await mrrOf('masked', fresh)).toBeGreaterThan(await mrrOf('kept', fresh));
  });
});

describe('evaluateRanking', () => {
  it('is 1 for a perfect ranking and 0 where nothing is hit', async () => {
    const perfect = await evaluateSmall([{ scores: [0, 5, 4, 1], relevant: [1, 2] }], { ks: [2] });
    expect(Object.values(at(perfect, 2)).every((value) => Math.abs(value - 1) < 1e-14)).toBe(true);
    const nothing = await evaluateSmall([{ scores: [0, 5, 4, 1], relevant: [0, 3] }], { ks: [2] });
    expect(Object.values(at(nothing, 2)).every((value) => value === 0)).toBe(true);
  });

  it.each<Ties>(['expected', 'stable'])('knows scores by their order alone (ties %s)', async (ties) => {
    const queries = randomQueries(5, 40, 8);
    const transformed = queries.map((query) => ({
      ...query,
      scores: query.scores.map((score) => -1e4 + score ** 3 * 7),
    }));
    expect(await evaluateSmall(transformed, { ties, ks: [3] })).toEqual(
      await evaluateSmall(queries, { ties, ks: [3] }),
    );
  });

  it('takes a k beyond the catalogue', async () => {
    const { means } = await evaluateSmall([{ scores: [3, 2, 1], relevant: [2] }], { ks: [1000] });
    expect(means.recall[1000]).toBe(1);
    expect(means.mrr[1000]).toBe(1 / 3);
    expect(means.precision[1000]).toBe(1 / 1000);
  });

  it('ranks for a user without history, and leaves queries with nothing relevant out of the means', async () => {
    const found = await evaluateSmall([
      { scores: [3, 2, 1], relevant: [0] },
      { scores: [3, 2, 1], relevant: [], seen: [1] },
      { scores: [3, 2, 1], relevant: [2], seen: [0, 1] },
    ]);
    expect(found.evaluated).toBe(2);
    expect(Array.from(found.perQuery.ndcg[10])).toEqual([1, Number.NaN, 1]);
    expect(found.means.ndcg[10]).toBe(1);
  });

  it('ranks items of infinite score, as a model that masks by itself gives them', async () => {
    const scores = [Number.NEGATIVE_INFINITY, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const { perQuery } = await evaluateSmall([
      { scores, relevant: [2] },
      { scores, relevant: [1] },
      { scores, relevant: [0] },
    ]);
    expect(Array.from(perQuery.mrr[10])).toEqual([1, 1 / 2, (1 / 3 + 1 / 4) / 2]);
  });

  it('takes repetitions in a history', async () => {
    const { means } = await evaluateSmall([{ scores: [9, 8, 7], relevant: [2], seen: [0, 0, 1, 0] }]);
    expect(means.mrr[10]).toBe(1);
  });

  it('gives the same whatever the block, also from promises, and reports how far it came', async () => {
    const queries = randomQueries(9, 23, 5);
    const whole = await evaluateSmall(queries);
    for (const blockSize of [1, 4, 23, 100]) {
      const progress: [number, number][] = [];
      const options = smallEvaluation(queries, { blockSize, onProgress: (...p) => progress.push(p) });
      const scoreBlock = async (from: number, to: number) => options.scoreBlock(from, to);
      expect(await evaluateRanking({ ...options, scoreBlock })).toEqual(whole);
      expect(progress).toHaveLength(Math.ceil(23 / blockSize));
      expect(progress.at(-1)).toEqual([23, 23]);
    }
  });

  it('never asks for more than a block of scores at once', async () => {
    const asked: number[] = [];
    const items = 100_000;
    const scoreBlock = (from: number, to: number) => {
      asked.push(to - from);
      return new Float32Array((to - from) * items);
    };
    const one = { items, queries: 90, relevant: () => [5], seen: () => [], ks: [10] };
    await evaluateRanking({ ...one, scoreBlock, seenItems: 'masked', ties: 'stable' });
    expect(asked.reduce((sum, count) => sum + count)).toBe(90);
    expect(Math.max(...asked) * items * 4).toBeLessThanOrEqual(16 * 2 ** 20);
  });

  it('stops between blocks with the reason of the signal', async () => {
    const controller = new AbortController();
    const options = { blockSize: 2, signal: controller.signal, onProgress: () => controller.abort('enough') };
    await expect(evaluateSmall(randomQueries(1, 6, 5), options)).rejects.toBe('enough');
  });

  it('ranks 3,285 queries over 3,686 items in well under a second of computing', async () => {
    const [queries, items] = [3285, 3686];
    const random = new Random(1);
    const row = Float32Array.from({ length: items }, () => random.uniform());
    const block = new Float32Array(1000 * items);
    for (let query = 0; query < 1000; query++) block.set(row, query * items);
    const scoreBlock = (from: number, to: number) => block.subarray(0, (to - from) * items);
    const given = { items, queries, scoreBlock, blockSize: 1000, ks: [5, 10, 20] };
    const judged = {
      relevant: (query: number) => [query % items],
      seen: (query: number) => [query % 7, query % 99],
    };
    const start = process.cpuUsage().user;
    await evaluateRanking({ ...given, ...judged, seenItems: 'masked-except-relevant', ties: 'expected' });
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(0.8);
  });
});

describe('evaluateRanking refuses', () => {
  const good = [
    { scores: [1, 2, 3], relevant: [0], seen: [1] },
    { scores: [3, 2, 1], relevant: [1], seen: [] },
  ];
  const withSecond = (query: Partial<SmallQuery>) => evaluateSmall([good[0], { ...good[1], ...query }]);

  it.each([
    ['below', [Number.NaN, 2, 1]],
    ['at', [3, Number.NaN, 1]],
    ['behind', [3, 2, Number.NaN]],
  ])('NaN %s the relevant item, naming query and item', async (_, scores) => {
    const item = scores.findIndex(Number.isNaN);
    await expect(withSecond({ scores })).rejects.toThrow(`query 1: the score of item ${item} is NaN`);
  });

  it('NaN where nothing is relevant, or the item was seen', async () => {
    const scores = [3, 2, Number.NaN];
    await expect(withSecond({ scores, relevant: [] })).rejects.toThrow('query 1: the score of item 2 is NaN');
    await expect(withSecond({ scores, seen: [2] })).rejects.toThrow('query 1: the score of item 2 is NaN');
  });

  it('items outside the catalogue and relevant items named twice', async () => {
    await expect(withSecond({ relevant: [3] })).rejects.toThrow('query 1: relevant names item 3');
    await expect(withSecond({ seen: [-1] })).rejects.toThrow('query 1: seen names item -1');
    await expect(withSecond({ relevant: [1, 1] })).rejects.toThrow('query 1: relevant names item 1 twice');
  });

  it('a block of another size than asked for', async () => {
    const options = smallEvaluation(good, { scoreBlock: () => new Float32Array(5) });
    await expect(evaluateRanking(options)).rejects.toThrow('gave 5 scores; expected 2 queries x 3 items');
  });

  it('what leaves nothing to say', async () => {
    await expect(evaluateSmall([{ scores: [1], relevant: [] }])).rejects.toThrow('none of the 1 queries');
    await expect(evaluateSmall(good, { ks: [] })).rejects.toThrow('ks is empty');
    await expect(evaluateSmall(good, { ks: [0] })).rejects.toThrow('a k is 0');
    await expect(evaluateSmall(good, { queries: 0 })).rejects.toThrow('queries is 0');
  });

  it('unknown options and words', async () => {
    const misspelt = { ...smallEvaluation(good), sean: () => [] };
    await expect(evaluateRanking(misspelt)).rejects.toThrow('did you mean "seen"');
    await expect(evaluateSmall(good, { ties: 'first' as Ties })).rejects.toThrow('ties is "first"');
    const mask = { seenItems: 'mask' as 'masked' };
    await expect(evaluateSmall(good, mask)).rejects.toThrow('seenItems is "mask"; expected one of masked,');
  });
});
