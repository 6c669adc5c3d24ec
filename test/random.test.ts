import { describe, expect, it } from 'vitest';
import { Random } from '../src/random';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.nextUint32());

describe('Random', () => {
  it('gives the same stream for the same seed and another for another', () => {
    expect(draws(new Random(3), 5)).toEqual(draws(new Random(3), 5));
    expect(draws(new Random(4), 5)).not.toEqual(draws(new Random(3), 5));
  });

  it('goes on from a kept position as if it had not been interrupted', () => {
    const random = new Random(3);
    draws(random, 7);
    const position = JSON.parse(JSON.stringify(random.position()));
    const expected = draws(random, 5);
    const other = new Random(99);
    other.moveTo(position);
    expect(draws(other, 5)).toEqual(expected);
  });

  it.each([[[1, 2, 3]], [[1, 2, 3, -1]], [[1, 2, 3, 0.5]], [[1, 2, 3, 2 ** 32]]])(
    'refuses the position %j',
    (position) => {
      expect(() => new Random(1).moveTo(position)).toThrow(/four 32-bit unsigned integers/);
    },
  );

  it('forks streams that do not depend on what was drawn before', () => {
    const random = new Random(3);
    const before = draws(random.fork('a'), 3);
    draws(random, 10);
    expect(draws(random.fork('a'), 3)).toEqual(before);
    expect(draws(random.fork('b'), 3)).not.toEqual(before);
  });

  it('draws uniform numbers in [0, 1) with their mean and variance', () => {
    const random = new Random(5);
    const values = Array.from({ length: 20_000 }, () => random.uniform());
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it('draws normal numbers of the asked deviation', () => {
    const values = new Random(5).normals(20_000, 3);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.sqrt(variance)).toBeCloseTo(3, 1);
  });

  it('permutes without losing a number', () => {
    const order = new Random(5).permutation(100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('refuses a seed that is no integer', () => {
    expect(() => new Random(0.5)).toThrow(/seed must be an integer, found 0\.5/);
  });
});
