import { describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { fitBiasBaseline } from '../../src/models/rating/bias-baseline';

/** Users a, b; items x, y, z; z is not rated. */
const data: RecommendationData = {
  name: 'tiny',
  users: { ids: ['a', 'b'], texts: ['', ''], features: null },
  items: { ids: ['x', 'y', 'z'], texts: ['', '', ''], features: null },
  interactions: {
    users: Int32Array.of(0, 0, 1, 1),
    items: Int32Array.of(0, 1, 0, 1),
    ratings: Float32Array.of(5, 3, 4, 2),
    timestamps: null,
  },
  levels: [1, 2, 3, 4, 5],
  report: { read: 4, kept: 4, issues: {}, examples: [] },
  expectations: null,
  publishedFolds: {},
  hash: 'tiny',
};
const rows = Int32Array.of(0, 1, 2, 3);

describe('fitBiasBaseline', () => {
  it('reproduces ratings that are exactly a mean plus two biases', () => {
    const baseline = fitBiasBaseline({ data, rows, damping: 0 });
    expect(baseline.mean).toBe(3.5);
    expect([...baseline.itemBias]).toEqual([1, -1, 0]);
    expect([...baseline.userBias]).toEqual([0.5, -0.5]);
    expect([...baseline.predict(data.interactions)]).toEqual([5, 3, 4, 2]);
  });

  it('predicts mean plus user bias for an item without ratings', () => {
    const baseline = fitBiasBaseline({ data, rows, damping: 0 });
    expect([...baseline.predict({ users: Int32Array.of(1), items: Int32Array.of(2) })]).toEqual([3]);
  });

  it('draws the biases to 0 as if each had been rated `damping` times at the mean', () => {
    const baseline = fitBiasBaseline({ data, rows, damping: 2 });
    expect([...baseline.itemBias]).toEqual([2 / (2 + 2), -2 / (2 + 2), 0]);
    expect([...baseline.userBias]).toEqual([(1.5 - 0.5 + (-0.5 + 0.5)) / 4, (0.5 - 0.5 + (-1.5 + 0.5)) / 4]);
  });

  it('refuses an empty training part, a negative damping and an option that it does not know', () => {
    expect(() => fitBiasBaseline({ data, rows: new Int32Array(0), damping: 1 })).toThrow('found none');
    expect(() => fitBiasBaseline({ data, rows, damping: -1 })).toThrow('found -1');
    const misspelt = { data, rows, damping: 1, dumping: 2 };
    expect(() => fitBiasBaseline(misspelt)).toThrow('did you mean "damping"');
  });
});
