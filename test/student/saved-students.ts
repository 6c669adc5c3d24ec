import { join } from 'node:path';
import type { ClickEncoding } from '../../src/data/click/click-encoding';
import type { Sequences } from '../../src/data/contexts';
import { sha256 } from '../../src/files/hash';
import {
  ClickMlp,
  MatrixFactorization,
  SelfAttentiveModel,
  saveClickModel,
  saveModel,
  saveRankingModel,
} from '../../src/models';
import { Random } from '../../src/random';
import { stirred } from './parity';

export const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);

export const sizes = { users: 12, items: 30 };
export const vocabulary = { users: names('u', sizes.users), items: names('i', sizes.items) };
export const levels = [1, 2, 3, 4, 5];

/** User 0 took nothing, user 3 took the items 0 .. 2. */
export const histories: Sequences = (() => {
  const taken = names('', sizes.users).map((_, user) =>
    names('', user % 5).map((_, i) => (user * 7 + i * 11) % 30),
  );
  taken[3] = [0, 1, 2];
  const ends = taken.map((_, user) => taken.slice(0, user + 1).flat().length);
  return { offsets: Int32Array.from([0, ...ends]), items: Int32Array.from(taken.flat()) };
})();

/** A folder with a student of ratings. */
export async function savedRatings(root: string, metadata: Record<string, unknown> = {}): Promise<string> {
  const folder = join(root, 'ratings');
  const random = new Random(1);
  const model = new MatrixFactorization({ ...sizes, dimensions: 6, frequencies: [1, 2, 4, 4, 2], random });
  stirred(model.parameters, random);
  await saveModel({ folder, model, vocabulary, levels, metadata });
  model.dispose();
  return folder;
}

/** A folder with a sequential student. */
export async function savedRanking(root: string): Promise<string> {
  const folder = join(root, 'ranking');
  const random = new Random(2);
  const model = new SelfAttentiveModel({
    ...{ items: sizes.items, dimensions: 8, layers: 1, heads: 2, maxLength: 6, dropout: 0 },
    ...{ withIds: true, itemText: null, random },
  });
  stirred(model.parameters, random);
  const rest = { maxLength: 6, leavesOutHistory: true, metadata: {} };
  await saveRankingModel({ folder, model, vocabulary, histories, ...rest });
  model.dispose();
  return folder;
}

const fields: ClickEncoding['fields'] = [
  {
    ...({ kind: 'numeric', name: 'age', mean: 0.25, deviation: 1.5 } as const),
    buckets: { kind: 'squared-log', keys: [-1, 0, 2, 4] },
  },
  {
    ...({ kind: 'categorical', name: 'shop', column: 'shop', characters: null } as const),
    ids: { kind: 'hash', seed: 5, buckets: 8, kept: [0, 1, 3, 6] },
  },
];

/** A folder with a click student of the columns age and shop. */
export async function savedClicks(root: string): Promise<string> {
  const folder = join(root, 'clicks');
  const random = new Random(3);
  const shape = [
    { name: 'age', kind: 'numeric', size: 5 },
    { name: 'shop', kind: 'categorical', size: 5 },
  ] as const;
  const model = new ClickMlp({
    ...{ fields: shape, sharing: { kind: 'per-field' }, frequencies: [3, 2] },
    ...{ dimensions: 3, layers: [4], dropout: 0, random },
  });
  stirred(model.parameters, random);
  const encoding = { fields, trainingRows: 5, hash: sha256(JSON.stringify(fields)) };
  await saveClickModel({ folder, model, encoding, metadata: {} });
  model.dispose();
  return folder;
}
