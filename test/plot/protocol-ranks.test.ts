import { describe, expect, it } from 'vitest';
import { protocolRanks } from '../../src/plot';
import { subtitleOf, titleOf } from '../../src/plot/figure';
import { darkColours } from '../../src/plot/theme';

const protocols = ['full', 'uniform 100'];
const titles = { title: 'Samples reorder methods', metric: 'NDCG@10', protocols };
const figure = protocolRanks({
  ...titles,
  methods: [
    { name: 'gifted', role: 'distilled', values: [0.2, 0.21] },
    { name: 'steady', role: 'scratch', values: [0, 0.4] },
    { name: 'popular', role: 'other', values: [0, 0.1] },
  ],
});

describe('protocolRanks', () => {
  it("draws each method's place under each protocol, equal values in the middle of their places", () => {
    expect(figure.data.map(({ name, x, y }) => ({ name, x, y }))).toEqual([
      { name: 'gifted', x: protocols, y: [1, 2] },
      { name: 'steady', x: protocols, y: [2.5, 1] },
      { name: 'popular', x: protocols, y: [2.5, 3] },
    ]);
    expect(figure.data[1].text).toEqual(['0.000', '0.400']);
  });

  it('counts the pairs that change places; a tie that dissolves is no change', () => {
    expect(subtitleOf(figure)).toBe('Numbers are NDCG@10; 1 of 3 pairs change places against "full"');
  });

  it('puts the best place at the top', () => {
    const [bottom, top] = (figure.layout.yaxis as { range: [number, number] }).range;
    expect(bottom).toBeGreaterThan(3);
    expect(top).toBeLessThan(1);
  });

  it('is the same after a journey through JSON, and has colours with a counterpart on black only', () => {
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
    expect(titleOf(figure)).toBe(titles.title);
    const colours = JSON.stringify(figure).match(/#[0-9a-f]{3,8}/g) ?? [];
    expect(colours.length).toBeGreaterThan(0);
    for (const colour of colours) expect(darkColours).toHaveProperty(colour);
  });

  it('refuses what shows no order', () => {
    const one = { name: 'a', role: 'other' as const, values: [1, 2] };
    expect(() => protocolRanks({ ...titles, methods: [one] })).toThrow('1 methods; expected at least two');
    const short = { ...one, values: [1] };
    expect(() => protocolRanks({ ...titles, methods: [one, short] })).toThrow('"a" has [1]');
    const none = { ...one, values: [1, Number.NaN] };
    expect(() => protocolRanks({ ...titles, methods: [one, none] })).toThrow('full, uniform 100');
  });
});
