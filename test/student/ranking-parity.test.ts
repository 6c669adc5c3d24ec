import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contextsFrom } from '../../src/data/build-contexts';
import { GruModel } from '../../src/models/ranking/gru-model';
import { MatrixFactorizationRanking } from '../../src/models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../src/models/ranking/mean-of-history-model';
import { MultVae } from '../../src/models/ranking/mult-vae';
import type { RankingModel } from '../../src/models/ranking/ranking-model';
import { saveRankingModel } from '../../src/models/ranking/save-ranking-model';
import { scorerOf } from '../../src/models/ranking/score-model';
import { SelfAttentiveModel } from '../../src/models/ranking/self-attentive-model';
import { Random } from '../../src/random';
import { loadStudent, type Student } from '../../src/student';
import { temporaryFolder } from '../data/temporary-folder';
import { everyRankingModel, readsHistory } from '../models/ranking/every-ranking-model';
import { shape } from '../models/ranking/golden';
import { expectParity, stirred } from './parity';

const { users, items, maxLength } = shape;
const common = () => ({ items, dimensions: 4, dropout: 0, random: new Random(7) });
const text = { values: new Random(8).normals(items * 3, 1), width: 3 };
const hashed = { kind: 'hashed', rows: 3 } as const;
const quotients = { kind: 'quotient-remainder', remainders: 3 } as const;

const models: Readonly<Record<string, () => RankingModel>> = {
  ...everyRankingModel,
  'mult-vae': () => new MultVae({ ...common(), latent: 3 }),
  'mean-of-history of hashed rows': () =>
    new MeanOfHistoryModel({ ...common(), decay: 0.5, withIds: true, idRows: hashed, itemText: text }),
  'gru of quotients and remainders': () =>
    new GruModel({ ...common(), layers: 2, withIds: true, idRows: quotients, itemText: null }),
  'matrix-factorization-ranking of text alone': () => {
    const { dropout: _, ...own } = common();
    return new MatrixFactorizationRanking({ ...own, users, withIds: false, itemText: text });
  },
  'self-attentive with one layer for all': () =>
    new SelfAttentiveModel({
      ...{ ...common(), layers: 3, heads: 2, sharesLayers: true, maxLength },
      ...{ withIds: true, itemText: null },
    }),
};

const vocabulary = {
  users: Array.from({ length: users }, (_, u) => `u${u}`),
  items: Array.from({ length: items }, (_, i) => `i${i}`),
};

/** One user took nothing, another more than a model reads. */
function drawHistories(random: Random) {
  const lengths = Array.from({ length: users }, (_, user) => [0, maxLength + 3, 1, 2][user % 4]);
  const offsets = Int32Array.from(
    [0, ...lengths].map((_, u) => lengths.slice(0, u).reduce((a, b) => a + b, 0)),
  );
  const taken = Int32Array.from({ length: offsets[users] }, () => random.integer(items));
  return { offsets, items: taken };
}

async function saved(name: string) {
  const random = new Random(9);
  const model = models[name]();
  stirred(model.parameters, random);
  const histories = drawHistories(random);
  const folder = join(temporaryFolder(), 'model');
  const rest = { maxLength, leavesOutHistory: true, metadata: {} };
  await saveRankingModel({ folder, model, vocabulary, histories, ...rest });
  const student = (await loadStudent(folder)) as Student;
  const expected = (user: number, history: Int32Array) => {
    const own = history.slice(-maxLength);
    return scorerOf(model).score(contextsFrom([{ user, items: own, lengths: [own.length] }]));
  };
  return { model, student, histories, expected };
}

const reads = (name: string) => readsHistory(name.replace(/ of .*/, ''));

describe.each(Object.keys(models))('a saved %s', (name) => {
  test('scores and ranks the users that it was trained for as TensorFlow does', async () => {
    const { model, student, histories, expected } = await saved(name);
    expect(student.info).toMatchObject({ task: 'ranking', kind: model.kind });
    const hasOwn = !reads(name) || name.startsWith('two-tower');
    for (let user = 0; user < users; user++) {
      const own = histories.items.subarray(histories.offsets[user], histories.offsets[user + 1]);
      if (own.length === 0 && !hasOwn) continue;
      const request = { user: `u${user}` };
      const scores = student.score({ ...request, items: vocabulary.items });
      const best = student.recommend({ ...request, k: 10, includeSeen: true });
      expect(best.basis).toBe('user');
      expectParity({ scores, best, expected: expected(user, own), ids: vocabulary.items });
    }
    model.dispose();
  });
});

describe.each(Object.keys(models).filter(reads))('a saved %s', (name) => {
  test('scores a history that is sent', async () => {
    const { model, student, expected } = await saved(name);
    const random = new Random(10);
    for (let length = 1; length <= maxLength + 2; length++) {
      const history = Int32Array.from({ length }, () => random.integer(items));
      const request = { history: Array.from(history, (item) => `i${item}`) };
      const scores = student.score({ ...request, items: vocabulary.items });
      const best = student.recommend({ ...request, k: 10, includeSeen: true });
      expect(best).toMatchObject({ basis: 'history', unknown: [] });
      expectParity({ scores, best, expected: expected(-1, history), ids: vocabulary.items });
    }
    model.dispose();
  });
});
