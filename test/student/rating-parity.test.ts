import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { softmaxRows } from '../../src/distill';
import { expectationOf } from '../../src/evaluate';
import { CompactFactorization, predictLogits, type RatingModel, saveModel } from '../../src/models';
import type { CompactRows } from '../../src/models/compact-table';
import { Random } from '../../src/random';
import { loadStudent, type Student } from '../../src/student';
import { temporaryFolder } from '../data/temporary-folder';
import { everyModel, items, levels, users } from '../models/every-model';
import { expectParity, stirred } from './parity';

const vocabulary = {
  users: Array.from({ length: users }, (_, u) => `u${u}`),
  items: Array.from({ length: items }, (_, i) => `i${i}`),
};

/** Expected ratings of all items for a user, as TensorFlow gives them. */
function ratingsOf(model: RatingModel, user: number): Float32Array {
  const pairs = {
    users: new Int32Array(items).fill(user),
    items: Int32Array.from({ length: items }, (_, i) => i),
  };
  const logits = predictLogits({ model, pairs });
  const probabilities = softmaxRows({ logits, classes: levels.length, temperature: 1 });
  return Float32Array.from(expectationOf({ probabilities, levels }));
}

const sharing = (seed: number, userRows: CompactRows, itemRows: CompactRows) =>
  new CompactFactorization({
    ...{ users, items, dimensions: 3, frequencies: [3, 5, 9, 12, 6], random: new Random(seed) },
    ...{ userRows, itemRows },
  });
const models: Readonly<Record<string, (seed: number) => RatingModel>> = {
  ...everyModel,
  'factorization of hashed users': (seed) =>
    sharing(seed, { kind: 'hashed', rows: 4 }, { kind: 'quotient-remainder', remainders: 3 }),
  'factorization of hashed items': (seed) =>
    sharing(seed, { kind: 'quotient-remainder', remainders: 2 }, { kind: 'hashed', rows: 5 }),
};

describe.each(Object.keys(models))('a saved %s', (name) => {
  test('rates and ranks as TensorFlow does', async () => {
    const folder = join(temporaryFolder(), 'model');
    const model = models[name](5);
    stirred(model.parameters, new Random(6));
    await saveModel({ folder, model, vocabulary, levels, metadata: { note: 'parity' } });
    const student = (await loadStudent(folder)) as Student;
    expect(student.info).toMatchObject({ task: 'rating', kind: model.kind, metadata: { note: 'parity' } });
    for (let user = 0; user < users; user++) {
      const request = { user: `u${user}` };
      const scores = student.score({ ...request, items: vocabulary.items });
      const best = student.recommend({ ...request, k: 10, includeSeen: true });
      expect(best.basis).toBe('user');
      expectParity({ scores, best, expected: ratingsOf(model, user), ids: vocabulary.items });
    }
    model.dispose();
  });
});
