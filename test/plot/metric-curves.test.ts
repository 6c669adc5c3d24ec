import { describe, expect, it } from 'vitest';
import { metricCurves } from '../../src/plot';

const points = [
  { x: 100, values: [0.2, 0.4], label: 'K = 100' },
  { x: 10, values: [0.1, 0.1], label: 'K = 10' },
];
const options = {
  title: 'Quality by length',
  x: 'items kept',
  metric: 'NDCG@10',
  ticks: [10, 100],
  curves: [{ name: 'float32', points }],
  references: [{ name: 'teacher', role: 'teacher' as const, value: 0.5 }],
};

describe('metricCurves', () => {
  it('draws the mean of each point in the order of the axis, with its label', () => {
    const curve = metricCurves(options).data.find(({ name }) => name === 'float32') ?? {};
    expect(curve).toMatchObject({ x: [10, 100], text: ['K = 10', 'K = 100'] });
    expect((curve.y as number[]).map((y) => Number(y.toFixed(6)))).toEqual([0.1, 0.3]);
  });

  it('draws references from end to end of the curves', () => {
    const teacher = metricCurves(options).data.find(({ name }) => name === 'teacher');
    expect(teacher).toMatchObject({ x: [10, 100], y: [0.5, 0.5] });
  });

  it('is logarithmic, says so, and is labelled where it was asked to be', () => {
    const { xaxis } = metricCurves(options).layout as { xaxis: Record<string, unknown> };
    expect(xaxis).toMatchObject({ type: 'log', ticktext: ['10', '100'] });
    expect(JSON.stringify(xaxis)).toContain('items kept (log scale)');
  });

  it('refuses what a logarithmic axis cannot show', () => {
    const zero = { name: 'zero', points: [{ x: 0, values: [1] }] };
    expect(() => metricCurves({ ...options, curves: [zero] })).toThrow(/above 0/);
    expect(() => metricCurves({ ...options, curves: [] })).toThrow(/at least one curve/);
    expect(() => metricCurves({ ...options, curves: [{ name: 'none', points: [] }] })).toThrow(/points/);
  });
});
