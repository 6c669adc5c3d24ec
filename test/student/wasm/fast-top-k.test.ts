import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random';
import { bestItems, type ItemScores } from '../../../src/student/catalogue/best-items';
import { FastTopK } from '../../../src/student/wasm/fast-top-k';
import type { ProductTable } from '../../../src/student/wasm/product-table';

const everything = () => true;
const idsOf = (items: number) => Array.from({ length: items }, (_, i) => `item ${(i * 7919) % 100003}`);

/** Sums in float64, or in float32 as other engines do. */
function scoresOf({ vectors, width, biases }: ProductTable, query: Float32Array, single = false): ItemScores {
  const round = single ? Math.fround : (value: number) => value;
  return {
    block(from, to, out) {
      for (let item = from; item < to; item++) {
        let sum = 0;
        for (let d = 0; d < width; d++) sum = round(sum + round(query[d] * vectors[item * width + d]));
        out[item - from] = sum + (biases ? biases[item] : 0);
      }
    },
  };
}

function fastOver(table: ProductTable): FastTopK {
  const fast = FastTopK.over(table);
  if (fast === null) throw new Error('this Node has no SIMD in WebAssembly');
  return fast;
}

/** Every way on one table; the fast ones must give items and scores of the plain one, told or not how many are refused. */
function expectSame(
  table: ProductTable,
  queries: readonly Float32Array[],
  options: { k?: number; isAllowed?: (item: number) => boolean; single?: boolean } = {},
): void {
  const { k = 10, isAllowed = everything, single = false } = options;
  const fast = fastOver(table);
  const ids = idsOf(table.vectors.length / table.width);
  for (const query of queries) {
    const request = { scores: scoresOf(table, query, single), ids, k, isAllowed };
    const expected = bestItems(request);
    expect(fast.bestItems({ ...request, query })).toEqual(expected);
    const refused = ids.filter((_, item) => !isAllowed(item)).length;
    expect(fast.bestItems({ ...request, query, refused })).toEqual(expected);
  }
}

const number = fc.oneof(
  fc.float({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 0.5, 1e-30, 1e-42, 1e20, -1e20),
);
const cases = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), items: fc.integer({ min: 1, max: 150 }) })
  .chain(({ width, items }) =>
    fc.record({
      width: fc.constant(width),
      vectors: fc.array(number, { minLength: width * items, maxLength: width * items }),
      biases: fc.option(fc.array(number, { minLength: items, maxLength: items })),
      query: fc.array(number, { minLength: width, maxLength: width }),
      k: fc.integer({ min: 1, max: 200 }),
      allowed: fc.array(fc.boolean(), { minLength: items, maxLength: items }),
    }),
  );

function normalTable(random: Random, items: number, width: number, hasBiases: boolean): ProductTable {
  const vectors = Float32Array.from(random.normals(items * width, 1));
  return { vectors, width, biases: hasBiases ? Float32Array.from(random.normals(items, 1)) : null };
}

const queriesOf = (random: Random, width: number) =>
  Array.from({ length: 20 }, () => Float32Array.from(random.normals(width, 1)));

describe('FastTopK', () => {
  test('ranks any table as plain scoring does: ties, zeros, denormals, huge numbers, filters, every k', () => {
    fc.assert(
      fc.property(cases, ({ width, vectors, biases, query, k, allowed }) => {
        const table = {
          ...{ width, vectors: Float32Array.from(vectors) },
          biases: biases && Float32Array.from(biases),
        };
        expectSame(table, [Float32Array.from(query)], { k, isAllowed: (item) => allowed[item] });
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test.each([
    [32, false],
    [32, true],
    [7, true],
    [1, false],
    [600, true],
  ])('gives the plain ranking on 400 random items of %i dimensions, biases: %s', (width, hasBiases) => {
    const random = new Random(width);
    const table = normalTable(random, 400, width, hasBiases);
    expectSame(table, queriesOf(random, width));
  });

  test('gives the ranking of scores that were summed in float32, too', () => {
    const random = new Random(3);
    const table = normalTable(random, 3000, 32, true);
    expectSame(table, queriesOf(random, 32), { single: true });
  });

  test('keeps the order of ids among items of one vector', () => {
    const random = new Random(4);
    const vectors = new Float32Array(500 * 8);
    const one = Float32Array.from(random.normals(8, 1));
    for (let item = 0; item < 500; item++) vectors.set(item % 3 === 0 ? one : one.map((x) => -x), item * 8);
    expectSame({ vectors, width: 8, biases: null }, [one], { k: 100 });
  });

  test('tells items apart that differ by less than the rounding to int8', () => {
    const random = new Random(5);
    const width = 16;
    const centre = random.normals(width, 1);
    const vectors = Float32Array.from({ length: 2000 * width }, (_, i) => centre[i % width]);
    const noise = random.normals(vectors.length, 1e-6);
    vectors.forEach((value, i) => {
      vectors[i] = value + noise[i];
    });
    vectors.fill(1000, 0, width);
    expectSame({ vectors, width, biases: null }, [Float32Array.from(centre)]);
  });

  test('answers a query of zeros by the ids, and by the biases where there are some', () => {
    const random = new Random(6);
    expectSame(normalTable(random, 200, 4, false), [new Float32Array(4)]);
    expectSame(normalTable(random, 200, 4, true), [new Float32Array(4)]);
  });

  test('returns every allowed item where k is larger', () => {
    const random = new Random(7);
    const table = normalTable(random, 70, 4, false);
    const query = Float32Array.from(random.normals(4, 1));
    const request = { query, scores: scoresOf(table, query), ids: idsOf(70), k: 1000 };
    expect(fastOver(table).bestItems({ ...request, isAllowed: (item) => item % 2 === 0 })).toHaveLength(35);
  });

  test('keeps the order of ids where more items are alike than can be noted', () => {
    const vectors = new Float32Array(2 * 5000).fill(1.5);
    const query = Float32Array.of(1, -0.25);
    expectSame({ vectors, width: 2, biases: null }, [query], { k: 3 });
    expectSame({ vectors, width: 2, biases: null }, [query], { isAllowed: (item) => item > 40 });
  });

  test('keeps the order of ids among scores beyond the largest single', () => {
    const vectors = Float32Array.from({ length: 300 }, (_, i) => 1e20 * (1 + ((i * 7) % 300)));
    expectSame({ vectors, width: 1, biases: null }, [Float32Array.of(1e20)]);
  });

  test.each([
    [undefined, 400],
    [0, 25],
    [30, 80],
  ])('scores a small share of the catalogue, of which are refused at most %s', (refused, most) => {
    const random = new Random(8);
    const table = normalTable(random, 20000, 32, false);
    const query = Float32Array.from(random.normals(32, 1));
    const plain = scoresOf(table, query);
    let scored = 0;
    const scores: ItemScores = {
      block(from, to, out) {
        scored += to - from;
        plain.block(from, to, out);
      },
    };
    fastOver(table).bestItems({ query, scores, ids: idsOf(20000), k: 10, isAllowed: everything, refused });
    expect(scored).toBeGreaterThanOrEqual(10);
    expect(scored).toBeLessThan(most);
  });

  test('serves one query after another, also after one that failed', () => {
    const random = new Random(9);
    const table = normalTable(random, 100, 4, false);
    const fast = fastOver(table);
    const query = Float32Array.from(random.normals(4, 1));
    const request = { query, scores: scoresOf(table, query), ids: idsOf(100), k: 5, isAllowed: everything };
    const before = fast.bestItems(request);
    const failing = () => {
      throw new Error('a filter that fails');
    };
    expect(() => fast.bestItems({ ...request, isAllowed: failing })).toThrow('a filter that fails');
    expect(fast.bestItems(request)).toEqual(before);
  });

  test('is not there over numbers that are not finite, and leaves a query that is not to plain scoring', () => {
    const vectors = new Float32Array(6);
    const holed = Float32Array.of(0, 0, 0, Number.NaN);
    expect(FastTopK.over({ vectors: holed, width: 2, biases: null })).toBeNull();
    const biases = Float32Array.of(0, Number.POSITIVE_INFINITY, 0);
    expect(FastTopK.over({ vectors, width: 2, biases })).toBeNull();
    const table = { vectors: Float32Array.of(1, 2, 3, 4, 5, 6), width: 2, biases: null };
    expectSame(table, [Float32Array.of(1, Number.NaN), Float32Array.of(Number.POSITIVE_INFINITY, 1)]);
  });

  test('is not there without WebAssembly, nor without its SIMD', () => {
    const table = { vectors: new Float32Array(4), width: 2, biases: null };
    const real = (globalThis as { readonly WebAssembly?: object }).WebAssembly;
    try {
      for (const value of [undefined, { ...real, validate: () => false }]) {
        Object.defineProperty(globalThis, 'WebAssembly', { value, configurable: true });
        expect(FastTopK.over(table)).toBeNull();
      }
    } finally {
      Object.defineProperty(globalThis, 'WebAssembly', { value: real, configurable: true });
    }
  });
});
