import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRankingModel } from '../../../src/models/ranking/load-ranking-model';
import { saveRankingModel } from '../../../src/models/ranking/save-ranking-model';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { loadModel } from '../../../src/models/rating/load-model';
import { everyRankingModel } from './every-ranking-model';
import { contexts, fillFrom, shape } from './golden';

const root = mkdtempSync(join(tmpdir(), 'recdistill ranking modèle '));
afterAll(() => rmSync(root, { recursive: true }));

const vocabulary = {
  users: Array.from({ length: shape.users }, (_, i) => `user ${i}`),
  items: Array.from({ length: shape.items }, (_, i) => `item ${i}`),
};
const histories = { offsets: Int32Array.of(0, 3, 3, 5, 6), items: Int32Array.of(3, 1, 4, 8, 0, 2) };
const saved = { vocabulary, histories, maxLength: 5, leavesOutHistory: true, metadata: { alpha: 2 } };

async function save(name: string, folder: string): Promise<string> {
  const model = everyRankingModel[name]();
  await saveRankingModel({ ...saved, folder, model });
  model.dispose();
  return folder;
}

describe.each(Object.keys(everyRankingModel))('a saved %s', (name) => {
  it('loads to the same scores, bit for bit, with its histories', async () => {
    const before = tf.memory().numTensors;
    const folder = join(root, name);
    const model = fillFrom(name, everyRankingModel[name]());
    const description = await saveRankingModel({ ...saved, folder, model });
    const loaded = await loadRankingModel({ folder });
    expect(scorerOf(loaded.model).score(contexts)).toEqual(scorerOf(model).score(contexts));
    expect(loaded.model.config).toEqual(model.config);
    expect(loaded.vocabulary).toEqual(vocabulary);
    expect(loaded.histories).toEqual(histories);
    expect(loaded.description).toEqual(description);
    expect(description.weights).toBe(model.parameters.reduce((sum, p) => sum + p.size, 0));
    loaded.model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('loadRankingModel', () => {
  it('refuses weights that are not those of the description', async () => {
    const folder = await save('gru', join(root, 'damaged'));
    const path = join(folder, 'model.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 3] ^= 1;
    writeFileSync(path, bytes);
    await expect(loadRankingModel({ folder })).rejects.toThrow(
      /expected weights with sha256 .* saved in part/,
    );
  });

  it.each([
    ['an unknown kind', { kind: 'toString' }, /expected kind gru, .* found "toString"/],
    ['no length', { maxLength: 0 }, /maxLength to be a whole number of at least 1, found 0/],
    ['no rule for the history', { leavesOutHistory: null }, /leavesOutHistory to be true or false/],
    [
      'a short vocabulary',
      { vocabulary: { users: [], items: ['a'] } },
      /expected 9 ids in vocabulary\.items/,
    ],
    [
      'a missing number',
      { config: { items: 9, dimensions: 6 } },
      /config\.withIds to be true or false, found none/,
    ],
  ])('refuses a description with %s', async (what, change, reason) => {
    const folder = await save('gru', join(root, `description of ${what}`));
    const path = join(folder, 'model.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
    const before = tf.memory().numTensors;
    await expect(loadRankingModel({ folder })).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees what it built of a model whose weights have another shape', async () => {
    const folder = await save('mean-of-history', join(root, 'wider'));
    const path = join(folder, 'model.json');
    const description = JSON.parse(readFileSync(path, 'utf8'));
    description.config.dimensions = 7;
    writeFileSync(path, JSON.stringify(description));
    const before = tf.memory().numTensors;
    await expect(loadRankingModel({ folder })).rejects.toThrow(
      /tensor "item-ids" of shape \[9,7\], found \[9,6\]/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is not taken for a rating model', async () => {
    const folder = await save('gru', join(root, 'format'));
    await expect(loadModel({ folder })).rejects.toThrow(/found "recdistill-ranking-model"/);
  });
});

describe('saveRankingModel', () => {
  it.each([
    ['items', { vocabulary: { ...vocabulary, items: ['a'] } }, /wants 9 vocabulary\.items, found 1/],
    ['users', { vocabulary: { ...vocabulary, users: ['a'] } }, /wants 4 vocabulary\.users, found 1/],
    [
      'histories',
      { histories: { ...histories, offsets: Int32Array.of(0, 6) } },
      /wants 4 histories, found 1/,
    ],
  ])('refuses %s of another data set', async (_, change, reason) => {
    const model = everyRankingModel['two-tower']();
    await expect(saveRankingModel({ ...saved, ...change, folder: root, model })).rejects.toThrow(reason);
    model.dispose();
  });

  it('refuses a model that nobody could load, and unknown options', async () => {
    const model = { ...everyRankingModel.gru(), kind: 'home-made' } as never;
    await expect(saveRankingModel({ ...saved, folder: root, model })).rejects.toThrow(/found "home-made"/);
    await expect(saveRankingModel({ ...saved, history: 1 } as never)).rejects.toThrow(
      /did you mean "histories"/,
    );
  });
});
