import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf, softTargetEntropies } from '../../src/track';

describe('histogramOf', () => {
  it('counts in bins of equal width, the largest value in the last', () => {
    expect(histogramOf({ values: [0, 1, 2, 3, 3, 4], bins: 4 })).toEqual({
      edges: [0, 1, 2, 3, 4],
      counts: [1, 1, 1, 3],
      ...{ min: 0, max: 4, sum: 13, sumOfSquares: 39 },
    });
  });

  it('has one bin about values that are all alike', () => {
    expect(histogramOf({ values: [2, 2], bins: 8 })).toMatchObject({ edges: [1.5, 2.5], counts: [2] });
  });

  it('loses no value, and its edges ascend from the smallest to the largest', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (values, bins) => {
        const { edges, counts, min, max } = histogramOf({ values, bins });
        expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length);
        expect(edges.length).toBe(counts.length + 1);
        expect(edges[0]).toBeLessThanOrEqual(min);
        expect(edges[edges.length - 1]).toBeGreaterThanOrEqual(max);
      }),
      { numRuns: 200 },
    );
  });

  it.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])('refuses %j', (values) => {
    expect(() => histogramOf({ values, bins: 4 })).toThrow(/expected finite values/);
  });
});

describe('softTargetEntropies', () => {
  it('is ln of the number of classes where all are alike, and that of a coin for two of three', () => {
    const logits = Float32Array.from([0, 0, 0, 0, 0, -1e4]);
    const [even, coin] = softTargetEntropies({ logits, classes: 3, temperature: 1 });
    expect(even).toBeCloseTo(Math.log(3), 6);
    expect(coin).toBeCloseTo(Math.log(2), 6);
  });

  it('grows with the temperature', () => {
    const logits = Float32Array.from([3, 1, 0]);
    const at = (temperature: number) => softTargetEntropies({ logits, classes: 3, temperature })[0];
    expect(at(2)).toBeGreaterThan(at(1));
    expect(at(8)).toBeGreaterThan(at(2));
  });
});
