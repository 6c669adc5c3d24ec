import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/models/rating/load-model';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { saveModel } from '../../src/models/rating/save-model';
import { everyModel, items, levels, pairs, users } from './every-model';

const root = mkdtempSync(join(tmpdir(), 'recdistill modèle '));
afterAll(() => rmSync(root, { recursive: true }));

const vocabulary = {
  users: Array.from({ length: users }, (_, i) => `user ${i}`),
  items: Array.from({ length: items }, (_, i) => `item ${i}`),
};
const metadata = { temperature: 2, alpha: 3, data: 'abc' };

async function saved(name: string, folder: string): Promise<string> {
  const model = everyModel[name](1);
  await saveModel({ folder, model, vocabulary, levels, metadata });
  model.dispose();
  return folder;
}

describe.each(Object.keys(everyModel))('a saved %s', (name) => {
  it('loads to the same logits, bit for bit', async () => {
    const before = tf.memory().numTensors;
    const folder = join(root, name);
    const model = everyModel[name](4);
    const description = await saveModel({ folder, model, vocabulary, levels, metadata });
    const loaded = await loadModel({ folder });
    expect(predictLogits({ model: loaded.model, pairs })).toEqual(predictLogits({ model, pairs }));
    expect(loaded.vocabulary).toEqual(vocabulary);
    expect(loaded.levels).toEqual(levels);
    expect(loaded.metadata).toEqual(metadata);
    expect(loaded.model.config).toEqual(model.config);
    expect(description.weights).toBe(model.parameters.reduce((sum, p) => sum + p.size, 0));
    loaded.model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('loadModel', () => {
  const edit = (path: string, change: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(readFileSync(path, 'utf8'));
    change(json);
    writeFileSync(path, JSON.stringify(json));
  };

  it('refuses a folder without a model', async () => {
    await expect(loadModel({ folder: join(root, 'nothing') })).rejects.toThrow(
      /model\.json: expected a saved model/,
    );
  });

  it('refuses weights that are not those of the description', async () => {
    const folder = await saved('matrix factorization', join(root, 'mixed'));
    await saved('matrix factorization', join(root, 'other'));
    const path = join(folder, 'model.safetensors');
    const bytes = readFileSync(path);
    bytes[bytes.length - 3] ^= 1;
    writeFileSync(path, bytes);
    await expect(loadModel({ folder })).rejects.toThrow(
      /expected weights with sha256 .* damaged or was saved in part/,
    );
  });

  it.each([
    [
      'another format',
      (json: Record<string, unknown>) => {
        json.format = 'keras';
      },
      /format "recdistill-rating-model", found "keras"/,
    ],
    [
      'an unknown kind',
      (json: Record<string, unknown>) => {
        json.kind = 'toString';
      },
      /expected kind linear, .* found "toString"/,
    ],
    [
      'a missing number',
      (json: Record<string, unknown>) => {
        json.config = { users, items };
      },
      /config\.dimensions to be a number, found none/,
    ],
    [
      'a short vocabulary',
      (json: Record<string, unknown>) => {
        json.vocabulary = { users: ['a'], items: [] };
      },
      /expected 7 ids in vocabulary\.users, found 1/,
    ],
    [
      'levels out of order',
      (json: Record<string, unknown>) => {
        json.levels = [1, 3, 2];
      },
      /levels to be ascending/,
    ],
    [
      'wrong sizes',
      (json: Record<string, unknown>) => {
        (json.config as Record<string, unknown>).dimensions = 5;
      },
      /tensor "users" of shape \[7,6\], found \[7,4\]/,
    ],
  ])('refuses a description with %s', async (what, change, reason) => {
    const folder = await saved('matrix factorization', join(root, `description of ${what}`));
    edit(join(folder, 'model.json'), change);
    const before = tf.memory().numTensors;
    await expect(loadModel({ folder })).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a description that is no JSON', async () => {
    const folder = await saved('linear', join(root, 'cut'));
    const path = join(folder, 'model.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    await expect(loadModel({ folder })).rejects.toThrow(/expected JSON/);
  });
});

describe('saveModel', () => {
  it('refuses a vocabulary of another data set', async () => {
    const model = everyModel.linear(1);
    const wrong = { ...vocabulary, items: ['one'] };
    await expect(
      saveModel({ folder: join(root, 'wrong'), model, vocabulary: wrong, levels, metadata }),
    ).rejects.toThrow(/wants 9 vocabulary\.items, found 1/);
    model.dispose();
  });

  it('refuses a model that nobody could load', async () => {
    const model = { ...everyModel.linear(1), kind: 'home-made' } as never;
    await expect(
      saveModel({ folder: join(root, 'home'), model, vocabulary, levels, metadata }),
    ).rejects.toThrow(/found "home-made"/);
  });

  it('names an unknown option', async () => {
    await expect(saveModel({ folder: root, levles: levels } as never)).rejects.toThrow(
      /did you mean "levels"/,
    );
  });
});
