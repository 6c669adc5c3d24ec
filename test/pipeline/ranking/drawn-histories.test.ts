import { describe, expect, it } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import { drawHistories } from '../../../src/pipeline/ranking/drawn-histories';
import { Random } from '../../../src/random';

const ITEMS = 6;

/** After item i comes i + 1 with odds of three to one against i + 2, and nothing else. */
const teacher = {
  items: ITEMS,
  score: ({ rows, lengths, sequences, width }: Contexts) => {
    const scores = new Float32Array(rows.length * ITEMS).fill(-50);
    rows.forEach((row, q) => {
      const last = sequences[row * width + lengths[q] - 1];
      scores[q * ITEMS + ((last + 1) % ITEMS)] = Math.log(3);
      scores[q * ITEMS + ((last + 2) % ITEMS)] = 0;
    });
    return scores;
  },
};

const draw = (seed: number, count: number) =>
  drawHistories({ teacher, count, length: 2, k: ITEMS - 1, random: new Random(seed) });

describe('drawHistories', () => {
  it('draws what comes next as often as the teacher says', () => {
    const { sequences } = draw(1, 4000);
    const steps = Array.from(
      { length: 4000 },
      (_, s) => (sequences[2 * s + 1] - sequences[2 * s] + ITEMS) % ITEMS,
    );
    const ones = steps.filter((step) => step === 1).length;
    expect(new Set(steps)).toEqual(new Set([1, 2]));
    // Three quarters, within four standard deviations.
    expect(Math.abs(ones / 4000 - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 4000));
  });

  it('begins with every item of the catalogue', () => {
    const { sequences } = draw(2, 200);
    expect(new Set(Array.from({ length: 200 }, (_, s) => sequences[2 * s])).size).toBe(ITEMS);
  });

  it('asks about every place of every history, of nobody known', () => {
    const { users, rows, lengths, width } = draw(3, 3);
    expect([...users]).toEqual([-1, -1, -1]);
    expect([...rows]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...lengths]).toEqual([1, 2, 1, 2, 1, 2]);
    expect(width).toBe(2);
  });

  it('never takes an item twice', () => {
    const { sequences } = drawHistories({
      teacher,
      count: 50,
      length: ITEMS,
      k: ITEMS,
      random: new Random(4),
    });
    for (let s = 0; s < 50; s++) {
      expect(new Set(sequences.subarray(s * ITEMS, (s + 1) * ITEMS)).size).toBe(ITEMS);
    }
  });

  it('draws the same from the same seed', () => {
    expect(draw(5, 20)).toEqual(draw(5, 20));
    expect(draw(5, 20).sequences).not.toEqual(draw(6, 20).sequences);
  });
});
