import { expect, it } from 'vitest';
import { scheduleCurves } from '../../src/plot';

const titles = { title: 'alpha by epoch', subtitle: '', setting: 'alpha' };

it('scheduleCurves draws each schedule over epochs counted from 1, on an axis that shows 0', () => {
  const figure = scheduleCurves({
    ...titles,
    schedules: [
      { name: 'falls', values: [6, 3, 0] },
      { name: 'constant', values: [3, 3, 3] },
    ],
  });
  expect(figure.data.map(({ name, x, y }) => ({ name, x, y }))).toEqual([
    { name: 'falls', x: [1, 2, 3], y: [6, 3, 0] },
    { name: 'constant', x: [1, 2, 3], y: [3, 3, 3] },
  ]);
  expect(figure.layout.yaxis).toMatchObject({ rangemode: 'tozero', title: { text: 'alpha' } });
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
});

it('scheduleCurves refuses a figure of nothing, and names the schedule without an epoch', () => {
  expect(() => scheduleCurves({ ...titles, schedules: [] })).toThrow('schedules is empty');
  expect(() => scheduleCurves({ ...titles, schedules: [{ name: 'falls', values: [] }] })).toThrow(
    '"falls" has no epoch',
  );
});
