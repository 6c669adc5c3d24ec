import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import type { ClickEncoding } from '../../../src/data/click/click-encoding';
import { sha256 } from '../../../src/files/hash';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { loadClickModel } from '../../../src/models/click/load-click-model';
import { saveClickModel } from '../../../src/models/click/save-click-model';
import { loadModel } from '../../../src/models/rating/load-model';
import { countWeights } from '../../../src/tensor/parameter';
import { everyClickModel } from './every-click-model';
import { batch, fields, fillFrom } from './golden';

const root = mkdtempSync(join(tmpdir(), 'recdistill click modèle '));
afterAll(() => rmSync(root, { recursive: true }));

/** The encoding of the golden's fields: as many buckets or values as each has ids besides 0. */
const encodedFields: ClickEncoding['fields'] = fields.map(({ name, kind, size }) => {
  const known = Array.from({ length: size - 1 }, (_, i) => i);
  if (kind === 'numeric') {
    return { kind, name, mean: 0.25, deviation: 1.5, buckets: { kind: 'squared-log', keys: known } };
  }
  const ids = { kind: 'hash', seed: 1, buckets: 8, kept: known } as const;
  return { kind, name, column: name, characters: null, ids };
});
const encoding: ClickEncoding = {
  fields: encodedFields,
  trainingRows: 5,
  hash: sha256(JSON.stringify(encodedFields)),
};
const saved = { encoding, metadata: { alpha: 2 } };

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
    ['no encoding', { encoding: 3 }, /encoding to be as it was fitted, or null, found 3/],
    [
      'an encoding changed by hand',
      { encoding: { ...encoding, fields: [] } },
      /encoding to be as it was fitted/,
    ],
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

  it('goes without an encoding where rows come encoded, and not with that of other fields', async () => {
    const model = everyClickModel['click-mlp']();
    const folder = join(root, 'encoded already');
    await saveClickModel({ folder, model, encoding: null, metadata: {} });
    const loaded = await loadClickModel({ folder });
    expect(loaded.description.encoding).toBeNull();
    const shorter = { ...encoding, fields: encodedFields.slice(1) };
    await expect(saveClickModel({ folder, model, encoding: shorter, metadata: {} })).rejects.toThrow(
      /reads the fields age \(numeric, 4\), .*; the encoding gives site \(categorical, 5\)/,
    );
    for (const own of [loaded.model, model]) own.dispose();
  });
});
