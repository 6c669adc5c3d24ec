import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  bestPossibleRmse,
  itemCounts,
  loadSample,
  makeSample,
  type RecommendationData,
  SAMPLE_SEED,
  sampleFolder,
  splitRandom,
} from '../../src/data';
import { drawRating, expectedRating, levelProbabilities } from '../../src/data/sample/rating-model';

const FILES = ['ratings.csv', 'items.csv', 'users.csv'] as const;
let data: RecommendationData;
beforeAll(async () => {
  data = await loadSample();
});

test('the generator writes the committed files byte for byte', () => {
  const made = makeSample({ seed: SAMPLE_SEED });
  for (const file of FILES)
    expect(readFileSync(join(sampleFolder(), file), 'utf8') === made[file], file).toBe(true);
});

test('another seed gives another sample', () => {
  expect(makeSample({ seed: SAMPLE_SEED + 1 })['ratings.csv']).not.toBe(
    makeSample({ seed: SAMPLE_SEED })['ratings.csv'],
  );
});

test('the sample has 500 users, 400 items and 20,000 ratings in under 2 MB, with nothing amiss', () => {
  expect([data.users.ids.length, data.items.ids.length, data.interactions.ratings.length]).toEqual([
    500, 400, 20_000,
  ]);
  expect(data.report).toEqual({ read: 20_000, kept: 20_000, issues: {}, examples: [] });
  const bytes = FILES.reduce((sum, file) => sum + statSync(join(sampleFolder(), file)).size, 0);
  expect(bytes).toBeLessThan(2e6);
});

test('every item has a text of its own and every user a profile', () => {
  expect(new Set(data.items.texts).size).toBe(400);
  expect(data.users.texts.every((text) => text.length > 40)).toBe(true);
});

test('about a fifth of the items have at most 4 ratings in a typical training part, some none at all', () => {
  const { train } = splitRandom({ data, testShare: 0.2, validationShare: 0.1, seed: 1 });
  const counts = itemCounts(data, train);
  const rare = counts.filter((count) => count <= 4).length / 400;
  expect(rare).toBeGreaterThan(0.18);
  expect(rare).toBeLessThan(0.25);
  expect(counts.filter((count) => count === 0).length).toBeGreaterThan(10);
});

test('the expectations are calibrated: ratings spread evenly around them at every height', () => {
  const { ratings } = data.interactions;
  const expectations = data.expectations as Float32Array;
  for (const low of [1, 2, 3, 4]) {
    const errors = [...ratings].flatMap((rating, row) =>
      expectations[row] >= low && expectations[row] < low + 1 ? [rating - expectations[row]] : [],
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    // Four standard errors: one chance in 16,000 for a true generator, and the sample is fixed.
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(errors.length));
  }
});

test('the best possible RMSE is far below the deviation of the ratings', () => {
  const rows = Int32Array.from({ length: 20_000 }, (_, row) => row);
  const best = bestPossibleRmse(data, rows) as number;
  expect(best).toBeGreaterThan(0.7);
  expect(best).toBeLessThan(0.8);
  const mean = data.interactions.ratings.reduce((sum, r) => sum + r, 0) / 20_000;
  const deviation = Math.sqrt(
    data.interactions.ratings.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 20_000,
  );
  expect(deviation).toBeGreaterThan(1.2);
});

test.each([-6, -1, 0.3, 5])('level probabilities at score %d sum to 1, and drawing follows them', (score) => {
  const probabilities = levelProbabilities(score);
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(probabilities.every((p) => p >= 0)).toBe(true);
  const mean = Array.from({ length: 20_000 }, (_, i) => drawRating(score, (i + 0.5) / 20_000));
  expect(mean.reduce((sum, rating) => sum + rating, 0) / 20_000).toBeCloseTo(expectedRating(score), 3);
});
