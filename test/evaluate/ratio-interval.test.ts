import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { meanAndInterval, ratioInterval } from '../../src/evaluate';
import { Random } from '../../src/random';

const random = new Random(3);
const noise = (count: number, deviation: number, mean: number) =>
  Array.from({ length: count }, () => mean + deviation * random.normal());

describe('ratioInterval', () => {
  it('is the interval of the numerator over a denominator that does not vary', () => {
    const numerators = noise(40, 1, 0.5);
    const { ratio, low, high } = ratioInterval({ numerators, denominators: numerators.map(() => 2) });
    const alone = meanAndInterval(numerators);
    expect(ratio).toBeCloseTo(alone.mean / 2, 12);
    expect(low).toBeCloseTo((alone.low ?? 0) / 2, 10);
    expect(high).toBeCloseTo((alone.high ?? 0) / 2, 10);
  });

  it('ends where the mean of a - ratio * b is just told from 0', () => {
    const denominators = noise(60, 1, 2);
    const numerators = denominators.map((b) => 0.5 * b + random.normal());
    const { low, high } = ratioInterval({ numerators, denominators });
    const rest = (ratio: number) => meanAndInterval(numerators.map((a, i) => a - ratio * denominators[i]));
    expect(rest(low ?? 0).low).toBeCloseTo(0, 10);
    expect(rest(high ?? 0).high).toBeCloseTo(0, 10);
  });

  it('has no ends where the denominator is not told from 0', () => {
    const denominators = noise(30, 5, 0.1);
    const { low, high, count } = ratioInterval({ numerators: noise(30, 1, 1), denominators });
    expect([low, high, count]).toEqual([null, null, 30]);
  });

  it('holds the true ratio about 95 times out of 100', () => {
    let held = 0;
    for (let round = 0; round < 400; round++) {
      const denominators = noise(50, 1, 1);
      const numerators = denominators.map((b) => 0.3 * (b - 1) + 0.6 + random.normal());
      const { low, high } = ratioInterval({ numerators, denominators });
      if (low !== null && high !== null && low <= 0.6 && 0.6 <= high) held++;
    }
    expect(held).toBeGreaterThan(365);
    expect(held).toBeLessThan(395);
  });

  it('refuses a single pair, and lengths that differ', () => {
    expect(() => ratioInterval({ numerators: [1], denominators: [1] })).toThrow(InputError);
    expect(() => ratioInterval({ numerators: [1, 2], denominators: [1] })).toThrow(/same rows/);
  });
});
