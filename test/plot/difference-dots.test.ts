import { expect, it } from 'vitest';
import { differenceDots } from '../../src/plot';

const point = (name: string, group: string, difference: number) => ({
  ...{ name, group, difference, low: difference - 0.1, high: difference + 0.2 },
});
const titles = { title: 'What each adds', subtitle: '' };

it('differenceDots has a panel a data set, a row a name, and a legend entry a group', () => {
  const figure = differenceDots({
    ...titles,
    panels: [
      { name: 'a', metric: 'RMSE', points: [point('hint', 'features', 0.5), point('born', 'chains', -0.5)] },
      { name: 'b', metric: 'RMSE', points: [point('born', 'chains', 0.1)] },
    ],
  });
  const shown = figure.data.filter(({ showlegend }) => showlegend === false);
  expect(shown.map(({ xaxis, x, y }) => ({ xaxis, x, y }))).toEqual([
    { xaxis: 'x', x: [0.5], y: ['hint'] },
    { xaxis: 'x', x: [-0.5], y: ['born'] },
    { xaxis: 'x2', x: [0.1], y: ['born'] },
  ]);
  const bars = shown[0].error_x as { array: number[]; arrayminus: number[] };
  expect(bars.array[0]).toBeCloseTo(0.2, 12);
  expect(bars.arrayminus[0]).toBeCloseTo(0.1, 12);
  expect(figure.data.filter(({ x }) => (x as unknown[])[0] === null).map(({ name }) => name)).toEqual([
    'features',
    'chains',
  ]);
  expect((figure.layout.yaxis as { categoryarray: string[] }).categoryarray).toEqual(['hint', 'born']);
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
});

it('differenceDots always shows the line at 0, and every dot that is not far beyond the others', () => {
  const points = [...Array(10).keys()].map((k) => point(`s${k}`, 'g', 0.01 * (k + 1)));
  const { layout } = differenceDots({
    ...titles,
    panels: [{ name: 'a', metric: 'RMSE', points: [...points, point('wild', 'g', 50)] }],
  });
  const [low, high] = (layout.xaxis as { range: [number, number] }).range;
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0.1);
  expect(high).toBeLessThan(1);
});

it('differenceDots refuses a figure of nothing', () => {
  expect(() => differenceDots({ ...titles, panels: [] })).toThrow('panels is empty');
  expect(() => differenceDots({ ...titles, panels: [{ name: 'a', metric: 'x', points: [] }] })).toThrow(
    '"a" has no point',
  );
});
