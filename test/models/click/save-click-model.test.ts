import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { loadClickModel } from '../../../src/models/click/load-click-model';
import { saveClickModel } from '../../../src/models/click/save-click-model';
import { loadModel } from '../../../src/models/rating/load-model';
import { countWeights } from '../../../src/tensor/parameter';
import { everyClickModel } from './every-click-model';
import { batch, fillFrom } from './golden';

const root = mkdtempSync(join(tmpdir(), 'recdistill click modèle '));
afterAll(() => rmSync(root, { recursive: true }));

const saved = { encoding: { hash: 'murmur3', buckets: 8 }, metadata: { alpha: 2 } };

async function save(name: string, folder: string): Promise<string> {
  const model = everyClickModel[name]();
  await saveClickModel({ ...saved, folder, model });
  model.dispose();
  return folder;
}

describe.each(Object.keys(everyClickModel))('a saved %s', (name) => {
  it('loads to the same logits, bit for bit, with its encoding', async () => {
    const before = tf.memory().numTensors;
    const folder = join(root, name);
    const model = fillFrom(name, everyClickModel[name]());
    const description = await saveClickModel({ ...saved, folder, model });
    const loaded = await loadClickModel({ folder });
    expect(clickScorerOf(loaded.model).score(batch)).toEqual(clickScorerOf(model).score(batch));
    expect(loaded.model.config).toEqual(model.config);
    expect(loaded.description).toEqual(description);
    expect(description).toMatchObject({ ...saved, weights: countWeights(model.parameters) });
    loaded.model.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps how its table is shared', async () => {
    const folder = join(root, `${name} hashed`);
    const model = everyClickModel[name]({ sharing: { kind: 'hashed', rows: 5 }, dropout: 0.1, seed: 1 });
    await saveClickModel({ ...saved, folder, model });
    const loaded = await loadClickModel({ folder });
    expect(clickScorerOf(loaded.model).score(batch)).toEqual(clickScorerOf(model).score(batch));
    for (const own of [loaded.model, model]) own.dispose();
  });
});

describe('loadClickModel', () => {
  it.each([
    ['an unknown kind', { kind: 'toString' }, /expected kind auto-int, .* found "toString"/],
    ['no encoding', { encoding: null }, /encoding to be an object, found null/],
    [
      'no fields',
      { config: { fields: [{ name: 'age' }] } },
      /config\.fields to be fields with name, kind and size/,
    ],
  ])('refuses a description with %s', async (what, change, reason) => {
    const folder = await save('dcn-v2 parallel', join(root, `description of ${what}`));
    const path = join(folder, 'model.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
    const before = tf.memory().numTensors;
    await expect(loadClickModel({ folder })).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees what it built of a model whose weights have another shape', async () => {
    const folder = await save('deep-fm', join(root, 'wider'));
    const path = join(folder, 'model.json');
    const description = JSON.parse(readFileSync(path, 'utf8'));
    description.config.dimensions = 9;
    writeFileSync(path, JSON.stringify(description));
    const before = tf.memory().numTensors;
    await expect(loadClickModel({ folder })).rejects.toThrow(
      /expected tensor "embeddings" of shape \[18,10\]/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused by the loader of another task, and refuses what is no click model', async () => {
    const folder = await save('click-mlp', join(root, 'other task'));
    await expect(loadModel({ folder })).rejects.toThrow(/expected format "recdistill-rating-model"/);
    await expect(loadClickModel({ folder: join(root, 'nowhere') })).rejects.toThrow(/expected a saved model/);
    await expect(
      saveClickModel({ ...saved, folder, model: { ...everyClickModel['click-mlp'](), kind: 'mine' } }),
    ).rejects.toThrow(/expected a model of kind .* found "mine"/);
  });
});
