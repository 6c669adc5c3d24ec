import type { RecommendationData } from '../../../src/data/recommendation-data';
import { Random } from '../../../src/random';

/** Users walk along a ring of items in steps of 1 to 3, so that what comes next can be learnt. */
export function ring(options: { users: number; length: number; items: number }): RecommendationData {
  const { users, length, items } = options;
  const random = new Random(7);
  const rows: { user: number; item: number }[] = [];
  for (let user = 0; user < users; user++) {
    let item = random.integer(items);
    for (let step = 0; step < length; step++) {
      rows.push({ user, item });
      item = (item + 1 + random.integer(3)) % items;
    }
  }
  const entities = (name: string, count: number) => ({
    ids: Array.from({ length: count }, (_, i) => `${name}${i}`),
    texts: new Array<string>(count).fill(''),
    features: null,
  });
  return {
    name: 'ring',
    users: entities('u', users),
    items: entities('i', items),
    interactions: {
      users: Int32Array.from(rows, ({ user }) => user),
      items: Int32Array.from(rows, ({ item }) => item),
      ratings: new Float32Array(rows.length).fill(1),
      timestamps: null,
    },
    levels: [1],
    report: { read: rows.length, kept: rows.length, issues: {}, examples: [] },
    expectations: null,
    publishedFolds: {},
    hash: 'ring',
  };
}
