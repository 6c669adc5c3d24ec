import { expect, it } from 'vitest';
import { pointCloud } from '../../src/plot';

const titles = { title: 'a cloud', subtitle: '', x: 'entropy (nats)', y: 'temperature' };

it('pointCloud has a trace a group, with a dot a sample, also of typed arrays', () => {
  const figure = pointCloud({
    ...titles,
    groups: [
      { name: 'rule', x: Float32Array.of(0, 0.5), y: [4, 1] },
      { name: 'other rule', x: [1], y: [0.25] },
    ],
  });
  expect(figure.data.map(({ name, mode, x, y }) => ({ name, mode, x, y }))).toEqual([
    { name: 'rule', mode: 'markers', x: [0, 0.5], y: [4, 1] },
    { name: 'other rule', mode: 'markers', x: [1], y: [0.25] },
  ]);
  const [first, second] = figure.data.map(({ marker }) => marker as { symbol: string; color: string });
  expect(first.symbol).not.toBe(second.symbol);
  expect(first.color).not.toBe(second.color);
  expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
});

it('pointCloud refuses a figure of nothing, and groups whose x and y do not pair up', () => {
  expect(() => pointCloud({ ...titles, groups: [] })).toThrow('groups is empty');
  expect(() => pointCloud({ ...titles, groups: [{ name: 'odd', x: [1, 2], y: [1] }] })).toThrow(
    '"odd" has 2 values of x and 1 of y',
  );
});
