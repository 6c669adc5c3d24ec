import { describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../../src/data/recommendation-data';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { createRankingStudent, rankingProfiles, rankingStudentNames } from '../../../src/pipeline/ranking';
import { tinyData } from '../../data/tiny-data';

const plain = tinyData([
  [0, 3, 1, 30],
  [1, 1, 1, 5],
  [2, 2, 1, 10],
]);
const table = (count: number) => ({
  names: ['a', 'b'],
  values: Float32Array.from({ length: 2 * count }, (_, i) => i / 10),
});
const withFeatures: RecommendationData = {
  ...plain,
  users: { ...plain.users, features: table(plain.users.ids.length) },
  items: { ...plain.items, features: table(plain.items.ids.length) },
};
const contexts = {
  users: Int32Array.of(0, -1),
  sequences: Int32Array.of(1, 2, 3, -1),
  width: 2,
  rows: Int32Array.of(0, 1),
  lengths: Int32Array.of(2, 1),
};

describe.each(rankingStudentNames)('createRankingStudent %s', (student) => {
  it.each([
    ['without', plain],
    ['with', withFeatures],
  ])('makes a model over the data %s features, the same from the same seed', (_, data) => {
    const make = () => createRankingStudent({ student, data, settings: rankingProfiles.small, seed: 5 });
    const [first, second] = [make(), make()];
    const scores = scorerOf(first).score(contexts);
    expect(scores).toHaveLength(2 * data.items.ids.length);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scorerOf(second).score(contexts)).toEqual(scores);
    first.dispose();
    second.dispose();
  });
});

it('only the two towers keep tables beside their weights, and only where the data have some', () => {
  const constantsOf = (data: RecommendationData) =>
    rankingStudentNames.filter((student) => {
      const model = createRankingStudent({ student, data, settings: rankingProfiles.small, seed: 5 });
      model.dispose();
      return model.constants.length > 0;
    });
  expect(constantsOf(plain)).toEqual([]);
  expect(constantsOf(withFeatures)).toEqual(['two-tower']);
});
