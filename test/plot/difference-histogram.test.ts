import { expect, it } from 'vitest';
import { differenceHistogram } from '../../src/plot/difference-histogram';

const titles = { title: 'Gain', x: 'RMSE difference (stars)', y: 'halvings' };

it('differenceHistogram holds every value of a series and says its mean', () => {
  const figure = differenceHistogram({
    ...titles,
    series: [
      { name: 'same rows', role: 'other', values: [-0.02, -0.04] },
      { name: 'fresh rows', role: 'distilled', values: Float64Array.of(0.01) },
    ],
  });
  expect(figure.data.map(({ x, name }) => ({ x, name }))).toEqual([
    { x: [-0.02, -0.04], name: 'same rows (mean -0.0300)' },
    { x: [0.01], name: 'fresh rows (mean 0.0100)' },
  ]);
  expect(figure.layout.barmode).toBe('overlay');
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
});

it('differenceHistogram refuses a figure of nothing', () => {
  expect(() => differenceHistogram({ ...titles, series: [] })).toThrow('at least one series');
  const empty = { name: 'none', role: 'other' as const, values: [] };
  expect(() => differenceHistogram({ ...titles, series: [empty] })).toThrow('values in each');
});
