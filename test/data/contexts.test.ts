import { describe, expect, test } from 'vitest';
import {
  type Contexts,
  contextsOf,
  prefixContexts,
  type Sequences,
  sequencesOf,
  takeContexts,
} from '../../src/data';
import { Random } from '../../src/random';
import { tinyData } from './tiny-data';

/** Each query as [user, the items that it knows]. */
function asked({ users, sequences, width, rows, lengths }: Contexts): [number, number[]][] {
  return Array.from(rows, (row, query) => [
    users[row],
    [...sequences.subarray(row * width, row * width + lengths[query])],
  ]);
}

function sequencesFrom(histories: readonly (readonly number[])[]): Sequences {
  const offsets = [0];
  for (const items of histories) offsets.push(offsets[offsets.length - 1] + items.length);
  return { offsets: Int32Array.from(offsets), items: Int32Array.from(histories.flat()) };
}

const numbers = (...values: number[]) => Int32Array.from(values);

describe('sequencesOf', () => {
  const data = tinyData([
    [0, 3, 1, 30],
    [2, 1, 1, 5],
    [0, 1, 1, 10],
    [0, 2, 1, 10],
    [2, 0, 1, 4],
    [0, 0, 1, 20],
  ]);

  test('orders each user by time and, where times are equal, by row; users without rows have none', () => {
    const { offsets, items } = sequencesOf({ data, rows: numbers(5, 4, 3, 2, 1, 0) });
    expect([...offsets]).toEqual([0, 4, 4, 6]);
    expect([...items]).toEqual([1, 2, 0, 3, 0, 1]);
  });

  test("carries each event's weight to its place, and to the query that asks for it", () => {
    const weights = Float32Array.of(3, 9, 1, 2, 8, 4);
    const weighted = { ...data, interactions: { ...data.interactions, weights } };
    const sequences = sequencesOf({ data: weighted, rows: numbers(5, 4, 3, 2, 1, 0) });
    expect([...(sequences.weights ?? [])]).toEqual([1, 2, 4, 3, 8, 9]);
    const asked = prefixContexts({
      sequences,
      users: numbers(2, 1, 0),
      maxLength: 2,
      shortest: 1,
      stride: 1,
    });
    expect([...asked.targets]).toEqual([1, 2, 0, 3]);
    expect([...(asked.weights ?? [])]).toEqual([9, 2, 4, 3]);
    const all = prefixContexts({ sequences, users: numbers(0), maxLength: 4, shortest: 0, stride: 1 });
    expect([...(all.weights ?? [])]).toEqual([1, 2, 4, 3]);
  });

  test('takes only the rows given', () => {
    const { offsets, items } = sequencesOf({ data, rows: numbers(0, 4) });
    expect([...offsets]).toEqual([0, 1, 1, 2]);
    expect([...items]).toEqual([3, 0]);
  });

  test('goes by the order of rows where there are no times, and refuses data that have some', () => {
    const timeless = { ...data, interactions: { ...data.interactions, timestamps: null } };
    const rows = numbers(0, 1, 2, 3, 4, 5);
    expect([...sequencesOf({ data: timeless, rows }).items]).toEqual([3, 1, 2, 0, 1, 0]);
    const timestamps = Float64Array.from([1, 2, Number.NaN, 4, 5, 6]);
    const gap = { ...data, interactions: { ...data.interactions, timestamps } };
    expect(() => sequencesOf({ data: gap, rows })).toThrow('1 rows of data set tiny have no timestamp');
  });
});

const sequences = sequencesFrom([[1, 2, 3, 4, 5], [], [7]]);

describe('contextsOf', () => {
  test('asks once a user, in the order given, with the youngest items, filled up to the longest', () => {
    const contexts = contextsOf({ sequences, users: numbers(2, 0, 1), maxLength: 3 });
    expect(asked(contexts)).toEqual([
      [2, [7]],
      [0, [3, 4, 5]],
      [1, []],
    ]);
    expect(contexts.width).toBe(3);
    expect([...contexts.sequences]).toEqual([7, -1, -1, 3, 4, 5, -1, -1, -1]);
  });

  test('is as wide as the longest history of the batch, down to nothing', () => {
    expect(contextsOf({ sequences, users: numbers(2), maxLength: 50 }).width).toBe(1);
    expect(contextsOf({ sequences, users: numbers(1), maxLength: 50 })).toMatchObject({ width: 0 });
  });

  test('refuses users that are not there and lengths that are none', () => {
    expect(() => contextsOf({ sequences, users: numbers(3), maxLength: 3 })).toThrow('among 0 .. 2, found 3');
    expect(() => contextsOf({ sequences, users: numbers(0), maxLength: 0 })).toThrow('at least 1, found 0');
  });
});

describe('prefixContexts', () => {
  const users = numbers(0, 1, 2);

  test('asks at every position for the next item, all of a short history on one row', () => {
    const { contexts, targets } = prefixContexts({ sequences, users, maxLength: 4, shortest: 1, stride: 4 });
    expect(asked(contexts)).toEqual([
      [0, [1]],
      [0, [1, 2]],
      [0, [1, 2, 3]],
      [0, [1, 2, 3, 4]],
    ]);
    expect([...targets]).toEqual([2, 3, 4, 5]);
    expect([...contexts.rows]).toEqual([0, 0, 0, 0]);
    expect([...contexts.sequences]).toEqual([1, 2, 3, 4]);
  });

  test('asks for the first item of all where a query may know nothing', () => {
    const { contexts, targets } = prefixContexts({ sequences, users, maxLength: 9, shortest: 0, stride: 9 });
    expect([...targets]).toEqual([1, 2, 3, 4, 5, 7]);
    expect(asked(contexts).at(-1)).toEqual([2, []]);
  });

  test('cuts a longer history by the stride', () => {
    const { contexts, targets } = prefixContexts({
      sequences: sequencesFrom([[1, 2, 3, 4, 5, 6, 7, 8]]),
      users: numbers(0),
      maxLength: 4,
      shortest: 1,
      stride: 2,
    });
    expect(asked(contexts).map(([, known]) => known)).toEqual([
      [1],
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
      [3, 4, 5],
      [3, 4, 5, 6],
      [5, 6, 7],
    ]);
    expect([...targets]).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect([...contexts.rows]).toEqual([0, 0, 0, 0, 1, 1, 2]);
  });

  test('asks about every position once and never shows a query its target, whatever the lengths', () => {
    const random = new Random(1);
    for (let round = 0; round < 300; round++) {
      // Items count up, so that the target of a query is one more than the last item that it knows.
      const history = Array.from({ length: random.integer(12) }, (_, i) => i);
      const maxLength = 1 + random.integer(6);
      const shortest = random.integer(Math.min(2, maxLength + 1));
      const stride = 1 + random.integer(maxLength);
      const { contexts, targets } = prefixContexts({
        sequences: sequencesFrom([history]),
        users: numbers(0),
        maxLength,
        shortest,
        stride,
      });
      expect([...targets]).toEqual(history.slice(shortest));
      asked(contexts).forEach(([, known], query) => {
        const target = targets[query];
        expect(known).toEqual(history.slice(target - known.length, target));
        expect(known.length).toBeGreaterThanOrEqual(Math.min(target, maxLength - stride + 1));
      });
    }
  });

  test('refuses a stride that would leave positions out', () => {
    const options = { sequences, users, maxLength: 3, shortest: 1 };
    expect(() => prefixContexts({ ...options, stride: 4 })).toThrow('at most maxLength (3), found 4');
  });
});

describe('takeContexts', () => {
  const { contexts } = prefixContexts({
    sequences: sequencesFrom([
      [1, 2, 3, 4],
      [5, 6, 7],
    ]),
    users: numbers(0, 1),
    maxLength: 5,
    shortest: 1,
    stride: 5,
  });

  test('takes queries in their new order, on shared rows, without what none of them knows', () => {
    const taken = takeContexts({ contexts, queries: numbers(4, 1, 3) });
    expect(asked(taken)).toEqual([
      [1, [5, 6]],
      [0, [1, 2]],
      [1, [5]],
    ]);
    expect([...taken.rows]).toEqual([0, 1, 0]);
    expect([...taken.sequences]).toEqual([5, 6, 1, 2]);
  });

  test('of all queries is what was there, and refuses one that is not', () => {
    const every = Int32Array.from(contexts.rows.keys());
    expect(takeContexts({ contexts, queries: every })).toEqual(contexts);
    expect(() => takeContexts({ contexts, queries: numbers(5) })).toThrow('among 0 .. 4, found 5');
  });
});
