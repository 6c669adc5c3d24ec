import { describe, expect, it } from 'vitest';
import { meanAndInterval } from '../../src/evaluate';
import { methodIntervals } from '../../src/plot';

const options = {
  title: 'Methods',
  metric: 'test NDCG@10',
  methods: [
    { name: 'catalogue-kl', role: 'distilled' as const, values: [0.2, 0.22, 0.21] },
    { name: 'hint', role: 'other' as const, values: [0.1] },
  ],
  references: [{ name: 'from scratch', role: 'scratch' as const, value: 0.12 }],
};

describe('methodIntervals', () => {
  it('puts the mean of each method on its row, with half the 95% interval to each side', () => {
    const { data } = methodIntervals(options);
    const mark = data.find(({ name }) => name === 'catalogue-kl') ?? {};
    const { mean, high } = meanAndInterval([0.2, 0.22, 0.21]);
    expect(mark).toMatchObject({ x: [mean], y: ['catalogue-kl'] });
    expect((mark.error_x as { array: number[] }).array[0]).toBeCloseTo((high ?? 0) - mean, 12);
  });

  it('shows every seed, and no whisker where there is one alone', () => {
    const { data } = methodIntervals(options);
    expect(data.find(({ name }) => name === 'catalogue-kl, by seed')?.x).toEqual([0.2, 0.22, 0.21]);
    expect(data.find(({ name }) => name === 'hint')?.error_x).toMatchObject({ visible: false });
  });

  it('stands the first method on top and runs the references over all rows', () => {
    const { data, layout } = methodIntervals(options);
    expect(layout.yaxis).toMatchObject({ categoryarray: ['catalogue-kl', 'hint'], autorange: 'reversed' });
    expect(data[0]).toMatchObject({ x: [0.12, 0.12], y: ['catalogue-kl', 'hint'] });
  });

  it('refuses a method without a value', () => {
    const empty = { name: 'none', role: 'other' as const, values: [] };
    expect(() => methodIntervals({ ...options, methods: [empty] })).toThrow(/"none" has no value/);
    expect(() => methodIntervals({ ...options, methods: [] })).toThrow(/methods is empty/);
  });
});
