import { describe, expect, it } from 'vitest';
import { compareFigures } from '../../../src/sweep/verify/compare-figures';

describe('two results of the same settings', () => {
  it('are equal but for clock, machine, versions and command', () => {
    const before = {
      rmse: 0.1,
      rows: [{ values: [1, 2], seconds: 3 }],
      machine: { cores: 2 },
      latency: { p50: 1 },
    };
    const now = {
      ...before,
      rows: [{ values: [1, 2], seconds: 4 }],
      machine: { cores: 8 },
      latency: { p50: 2 },
    };
    expect(compareFigures(before, now)).toEqual({ figures: 3, differing: [] });
  });

  it('tell each figure that differs in its last bit, where it stands and by how much', () => {
    const next = 0.1 + 2 ** -56;
    expect(next).not.toBe(0.1);
    const { differing } = compareFigures({ rows: [{ rmse: 0.1 }] }, { rows: [{ rmse: next }] });
    expect(differing).toEqual([{ figure: 'rows[0].rmse', before: 0.1, now: next, difference: next - 0.1 }]);
  });

  it('tell what is there in one alone, and words that differ', () => {
    const { figures, differing } = compareFigures({ a: 1, name: 'mf', p: null }, { name: 'mlp', p: 2 });
    expect(figures).toBe(3);
    expect(differing).toEqual([
      { figure: 'a', before: 1, now: null, difference: null },
      { figure: 'name', before: 'mf', now: 'mlp', difference: null },
      { figure: 'p', before: null, now: 2, difference: null },
    ]);
  });

  it('takes numbers as JSON holds them, in which NaN is null', () => {
    expect(compareFigures({ p: null }, { p: Number.NaN }).differing).toEqual([]);
  });
});
