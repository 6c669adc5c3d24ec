import { describe, expect, it } from 'vitest';
import { chooseOnValidation, type TrialResult } from '../../../src/distill';
import { InputError } from '../../../src/errors';

type Trial = { temperature: number; seed: number };

function row(temperature: number, seed: number, value: number | null): TrialResult<Trial> {
  return {
    key: `${temperature} ${seed}`,
    trial: { temperature, seed },
    metrics: { validationRmse: value },
    durationMs: 1,
  };
}

const rows = [
  row(1, 0, 0.9),
  row(2, 0, 0.88),
  row(4, 0, 0.8),
  row(1, 1, 0.9),
  row(2, 1, 0.9),
  row(4, 1, 1.1),
];
const choose = (options: object = {}) =>
  chooseOnValidation<Trial>({ rows, metric: 'validationRmse', smaller: 'better', ...options });

describe('chooseOnValidation', () => {
  it('takes the best mean over seeds, not the best single run', () => {
    const { best, ranking } = choose();
    expect(best.settings).toEqual({ temperature: 2 });
    expect(best.values).toEqual([0.88, 0.9]);
    expect(best.mean).toBeCloseTo(0.89, 12);
    expect(ranking.map(({ settings }) => settings.temperature)).toEqual([2, 1, 4]);
  });

  it('takes the largest where smaller is worse', () => {
    expect(choose({ smaller: 'worse' }).best.settings).toEqual({ temperature: 4 });
  });

  it('does not depend on the order of rows, and on a tie takes what stands first', () => {
    expect(choose({ rows: [...rows].reverse() }).best.settings).toEqual({ temperature: 2 });
    const tied = [row(8, 0, 1), row(2, 0, 1), row(4, 0, 1)];
    expect(choose({ rows: tied }).ranking.map(({ settings }) => settings.temperature)).toEqual([8, 2, 4]);
  });

  it('puts settings with a trial that diverged last, and refuses when all did', () => {
    const diverged = rows.map((r, i) => (i === 1 ? row(2, 0, null) : r));
    const { best, ranking } = choose({ rows: diverged });
    expect(best.settings).toEqual({ temperature: 1 });
    expect(ranking[2].settings).toEqual({ temperature: 2 });
    expect(ranking[2].mean).toBeNaN();
    expect(() => choose({ rows: [row(1, 0, null)] })).toThrow('nothing can be chosen');
    expect(() => choose({ rows: [] })).toThrow('nothing can be chosen');
  });

  it.each(['testRmse', 'rmse_test', 'TEST'])('refuses rows that hold %s, wherever it stands', (name) => {
    const inMetrics = { ...rows[0], metrics: { validationRmse: 1, [name]: 1 } };
    const inTrial = { ...rows[0], trial: { ...rows[0].trial, nested: { [name]: 1 } } };
    for (const bad of [inMetrics, inTrial]) {
      const call = () => choose({ rows: [...rows, bad] });
      expect(call).toThrow(InputError);
      expect(call).toThrow(`row 6 holds "${name}"`);
    }
    expect(() => choose({ metric: name })).toThrow('measured on test data');
  });

  it('refuses a sweep that is not finished', () => {
    expect(() => choose({ rows: rows.slice(0, 5) })).toThrow(
      '{"temperature":1} has 2 seeds and {"temperature":4} has 1; finish the sweep first',
    );
  });

  it('refuses a metric that the rows do not have', () => {
    expect(() => choose({ metric: 'validationRsme' })).toThrow('did you mean "validationRmse"?');
  });
});
