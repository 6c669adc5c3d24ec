import { describe, expect, test } from 'vitest';
import { type Contexts, prefixContexts } from '../../../../src/data';
import { queriesHash, scoreRankedTargets, topKOf } from '../../../../src/distill/ranking/soft-targets';
import { Random } from '../../../../src/random';
import { refusal } from './example-targets';

describe('topKOf', () => {
  test('gives the best first and, of equal scores, the lower index first', () => {
    const scores = Float32Array.from([1, 3, 2, 3, 0, 5, 5, 5, 5, 5]);
    const { items, logits } = topKOf({ scores, items: 5, k: 3, exclude: null });
    expect([...items]).toEqual([1, 3, 2, 0, 1, 2]);
    expect([...logits]).toEqual([3, 3, 2, 5, 5, 5]);
  });

  test('passes over what a row excludes, and only in that row', () => {
    const scores = Float32Array.from([1, 3, 2, 1, 3, 2]);
    const exclude = (row: number) => Int32Array.from(row === 0 ? [1, -1] : []);
    expect([...topKOf({ scores, items: 3, k: 2, exclude }).items]).toEqual([2, 0, 1, 2]);
  });

  test('agrees with sorting the whole row, whatever the ties', () => {
    const random = new Random(7);
    for (let round = 0; round < 200; round++) {
      const size = 1 + random.integer(40);
      const k = 1 + random.integer(size);
      const scores = Float32Array.from({ length: size }, () => random.integer(6) - 3);
      const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, k);
      const { items, logits } = topKOf({ scores, items: size, k, exclude: null });
      expect([...items]).toEqual(order);
      expect([...logits]).toEqual(order.map((item) => scores[item]));
    }
  });

  test('refuses scores that are none, and rows with too few items left', () => {
    const options = { items: 3, k: 2, exclude: null };
    expect(() => topKOf({ ...options, scores: Float32Array.from([1, 2, 3, 4, Number.NaN, 6]) })).toThrow(
      'row 1 has the score NaN for item 1',
    );
    const exclude = () => Int32Array.from([0, 2]);
    expect(() => topKOf({ ...options, scores: new Float32Array(3), exclude })).toThrow(
      'row 0 has 1 items left',
    );
    expect(() => topKOf({ ...options, scores: new Float32Array(3), k: 4 })).toThrow('k from 1 to 3');
  });
});

describe('scoreRankedTargets', () => {
  const { contexts } = prefixContexts({
    sequences: { offsets: Int32Array.from([0, 4, 7]), items: Int32Array.from([3, 1, 4, 1, 5, 2, 0]) },
    users: Int32Array.from([0, 1]),
    maxLength: 5,
    shortest: 1,
    stride: 5,
  });
  /** An item's score is its index, plus ten times the last item that the query knows where that is itself. */
  const score = ({ sequences, width, rows, lengths }: Contexts) => {
    const scores = new Float32Array(rows.length * 6);
    rows.forEach((row, query) => {
      for (let item = 0; item < 6; item++) scores[query * 6 + item] = item;
      scores[query * 6 + sequences[row * width + lengths[query] - 1]] += 10;
    });
    return scores;
  };
  const options = { teacher: 't', data: 'd', split: 's', contexts, items: 6, k: 2, score };

  test('ranks each query in its order, by blocks of any size', async () => {
    const found = [];
    for (const blockSize of [1, 2, 100])
      found.push(await scoreRankedTargets({ ...options, exclude: 'nothing', blockSize }));
    expect([...found[0].items]).toEqual([3, 5, 1, 5, 4, 5, 5, 4, 2, 5]);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    expect(found[0].source).toEqual({
      ...{ teacher: 't', data: 'd', split: 's', catalogue: 6 },
      queries: queriesHash(contexts),
    });
  });

  test('leaves out what a query knows, and not what it will take later', async () => {
    const { items } = await scoreRankedTargets({ ...options, exclude: 'seen', blockSize: 3 });
    expect([...items]).toEqual([5, 4, 5, 4, 5, 2, 4, 3, 4, 3]);
  });

  test('tells its progress, stops when asked to and refuses scores of another catalogue', async () => {
    const told: string[] = [];
    const onProgress = (done: number, total: number) => told.push(`${done}/${total}`);
    await scoreRankedTargets({ ...options, exclude: 'seen', blockSize: 3, onProgress });
    expect(told).toEqual(['3/5', '5/5']);
    const block = { ...options, exclude: 'seen', blockSize: 3 } as const;
    expect((await refusal(scoreRankedTargets({ ...block, signal: AbortSignal.abort() }))).name).toBe(
      'AbortError',
    );
    expect(
      (await refusal(scoreRankedTargets({ ...block, score: () => new Float32Array(17) }))).message,
    ).toContain('expected 3 x 6 scores, found 17');
  });

  test('other queries, or another order of them, have another hash', () => {
    const moved = { ...contexts, lengths: contexts.lengths.slice().reverse() };
    expect(queriesHash(moved)).not.toBe(queriesHash(contexts));
  });
});
