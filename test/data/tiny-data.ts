import type { RecommendationData } from '../../src/data';
import { hashData } from '../../src/data/hash-data';

/** Ratings as [user, item, rating, timestamp], of users u0 ... and items i0 ..., on the scale 1-5. */
export function tinyData(
  rows: readonly (readonly [number, number, number, number])[],
  changes: Partial<RecommendationData> = {},
): RecommendationData {
  const countOf = (column: 0 | 1) => 1 + Math.max(...rows.map((row) => row[column]));
  const entities = (letter: string, count: number) => ({
    ids: Array.from({ length: count }, (_, i) => `${letter}${i}`),
    texts: Array.from({ length: count }, () => ''),
    features: null,
  });
  const content = {
    users: entities('u', countOf(0)),
    items: entities('i', countOf(1)),
    interactions: {
      users: Int32Array.from(rows, (row) => row[0]),
      items: Int32Array.from(rows, (row) => row[1]),
      ratings: Float32Array.from(rows, (row) => row[2]),
      timestamps: Float64Array.from(rows, (row) => row[3]),
    },
    levels: [1, 2, 3, 4, 5],
    expectations: null,
    ...changes,
  };
  return {
    name: 'tiny',
    publishedFolds: {},
    report: { read: rows.length, kept: rows.length, issues: {}, examples: [] },
    ...content,
    hash: hashData(content),
  };
}

/** `users` times `items` ratings, each user rating each item once, one a second. */
export function gridData(users: number, items: number): RecommendationData {
  return tinyData(
    Array.from({ length: users * items }, (_, row) => {
      const [user, item] = [Math.floor(row / items), row % items];
      return [user, item, 1 + ((user * 7 + item * 3) % 5), 1000 + ((row * 37) % (users * items))] as const;
    }),
  );
}
