import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedRating } from '../../../src/student/rating/expected-rating';
import { ScoreReach } from '../../../src/student/rating/score-reach';

const levels = [1, 2, 3, 4, 5];
const ascending = {
  levels,
  direction: Float32Array.of(-5.4, -3.7, -1.5, 1.8, 5),
  offsets: Float32Array.of(-2.9, -1.9, -0.9, -0.9, -2),
};
// as trained on eleven levels of which the lowest hardly occur
const bent = {
  levels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  direction: Float32Array.of(-2.91, -3.23, -3.24, -3.09, -2.85, -1.86, -0.81, 0.45, 3.94, 5.91, 7.11),
  offsets: Float32Array.of(-10.39, -5.64, -5.44, -4.79, -4.02, -2.76, -1.63, -0.74, -0.72, -1.87, -2.76),
};

/** As students compute it: logits in single precision, and the rating, too. */
function ratingOf({ levels, direction, offsets }: typeof ascending, score: number): number {
  const logits = Float32Array.from(direction, (d, k) => score * d + offsets[k]);
  return Math.fround(expectedRating(logits, levels));
}

function reachOf(head: typeof ascending): ScoreReach {
  const reach = ScoreReach.over(head, 20);
  if (reach === null) throw new Error('expected ratings that rise');
  return reach;
}

/** As a student asks, with what rounding may add. */
const belowOf = (reach: ScoreReach, rating: number, largest: number) =>
  reach.below(rating - reach.errorOf(largest));

const single = fc.float({ min: -6, max: 6, noNaN: true });
const heads = fc.integer({ min: 2, max: 6 }).chain((count) =>
  fc.record({
    levels: fc.constant(Array.from({ length: count }, (_, k) => k)),
    direction: fc.array(single, { minLength: count, maxLength: count }).map((x) => Float32Array.from(x)),
    offsets: fc.array(single, { minLength: count, maxLength: count }).map((x) => Float32Array.from(x)),
  }),
);
const largestScores = fc.constantFrom(0.01, 1, 50);
const scores = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 60 });

describe('ScoreReach', () => {
  test('no score below the reach of a rating has that rating, of whatever direction', () => {
    fc.assert(
      fc.property(heads, scores, largestScores, (head, found, largest) => {
        const reach = ScoreReach.over(head, largest);
        if (reach === null) return;
        const ratings = found.map((score) => ratingOf(head, score));
        for (const rating of ratings) {
          const least = belowOf(reach, rating, 50);
          found.forEach((score, i) => {
            if (score < least) expect(ratings[i]).toBeLessThan(rating);
          });
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test.each([
    ['ascending', ascending],
    ['bent', bent],
  ])('lies within a hundredth of the score that has the rating: %s', (_, head) => {
    const reach = reachOf(head);
    for (let score = -0.8; score < 0.8; score += 0.013) {
      const least = belowOf(reach, ratingOf(head, score), 10);
      expect(least).toBeLessThanOrEqual(score);
      expect(score - least).toBeLessThan(0.01);
    }
  });

  test('where a rating is no longer told from the highest, every such score is within reach', () => {
    const reach = reachOf(ascending);
    const least = belowOf(reach, 5, 100);
    expect(ratingOf(ascending, 30)).toBe(5);
    for (let score = least - 1; score < 30; score += 0.01)
      if (ratingOf(ascending, score) === 5) expect(score).toBeGreaterThanOrEqual(least);
  });

  test('larger scores have more rounding, so that less can be left out', () => {
    const reach = reachOf(ascending);
    expect(belowOf(reach, 4, 1e6)).toBeLessThan(belowOf(reach, 4, 10));
    expect(belowOf(reach, 4, 1e12)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('is not there where ratings fall with scores, or do not move', () => {
    const falling = { ...ascending, direction: ascending.direction.map((d) => -d) };
    expect(ScoreReach.over(falling, 20)).toBeNull();
    expect(ScoreReach.over({ ...ascending, direction: new Float32Array(5).fill(2) }, 20)).toBeNull();
  });
});
