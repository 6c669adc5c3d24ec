import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, describe, expect, it } from 'vitest';
import { type ExportFormat, exportEncoder, exportModel, ratingToLayers } from '../../../src/deploy/export';
import { onnxModelType } from '../../../src/deploy/export/onnx/onnx-schema';
import { InputError } from '../../../src/errors';
import { readSafetensors } from '../../../src/files/safetensors';
import { clickScorerOf, predictLogits, saveModel, scorerOf } from '../../../src/models';
import { LinearModel } from '../../../src/models/rating/linear-model';
import { Random } from '../../../src/random';
import { batch as clicks } from '../../models/click/golden';
import { itemFeatures, items, levels, pairs, users } from '../../models/every-model';
import { expectNear, OnnxRun } from './run-onnx';
import { saveClick, saveRanking, saveRating, shaken, temporaryFolder } from './saved-models';

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true, force: true }));

const dispose = (model: { dispose(): void }) => model.dispose();

/** metadata_props of an .onnx file. */
function metadataOf(path: string): Record<string, string> {
  const file = onnxModelType().decode(readFileSync(path)) as unknown as {
    metadataProps: { key: string; value: string }[];
  };
  return Object.fromEntries(file.metadataProps.map(({ key, value }) => [key, value]));
}

describe('exportModel as onnx', () => {
  it('writes a rating model that says what it was trained on and scores as it did', async () => {
    const { folder, model } = await saveRating(root, 'matrix factorization');
    const out = join(root, 'deep', 'rating.onnx');
    const before = tf.memory().numTensors;
    const exported = await exportModel({ folder, to: 'onnx', out, topK: null });
    expect(tf.memory().numTensors).toBe(before);
    const bytes = readFileSync(out);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(exported.files).toEqual([{ path: out, bytes: bytes.length, sha256 }]);
    expect(exported.inputs.map(({ name }) => name)).toEqual(['users', 'items']);
    const { vocabulary, weightsSha256 } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    expect(metadataOf(out)).toEqual({
      ...{ task: 'rating', kind: 'matrix-factorization', format: 'recdistill-rating-model' },
      ...{ weights_sha256: weightsSha256, data_hash: 'd41d8cd9', temperature: '2', levels: '[1,2,3,4,5]' },
      vocabulary_sha256: createHash('sha256').update(JSON.stringify(vocabulary)).digest('hex'),
    });
    const run = await OnnxRun.open(bytes);
    const shape = [pairs.users.length];
    const { logits } = await run.of({ users: [pairs.users, shape], items: [pairs.items, shape] });
    expectNear(logits, predictLogits({ model, pairs }));
    await run.close();
    dispose(model);
  });

  it('writes the same bytes again', async () => {
    const { folder, model } = await saveRanking(root, 'gru');
    dispose(model);
    const [first, second] = ['first.onnx', 'second.onnx'].map((name) => join(root, name));
    for (const out of [first, second]) await exportModel({ folder, to: 'onnx', out, topK: 2 });
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(metadataOf(first)).toMatchObject({ task: 'ranking', max_length: '3', leaves_out_history: 'true' });
  });

  it('adds the shift of thinned rows to a click model’s probabilities', async () => {
    const { folder, model } = await saveClick(root, 'logistic-regression');
    const out = join(root, 'click.onnx');
    await exportModel({ folder, to: 'onnx', out, topK: null });
    const run = await OnnxRun.open(readFileSync(out));
    const rows = clicks.labels.length;
    const numeric = clicks.numbers.length / rows;
    const feeds = {
      ids: [clicks.ids, [rows, clicks.ids.length / rows]],
      numbers: [clicks.numbers, [rows, numeric]],
    } as const;
    const expected = clickScorerOf(model)
      .score(clicks)
      .map((z) => 1 / (1 + Math.exp(0.7 - z)));
    expectNear((await run.of(feeds)).probabilities, expected);
    await run.close();
    dispose(model);
  });
});

describe('exportModel as tfjs', () => {
  const open = (folder: string) => tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
  const column = (ids: Int32Array) => tf.tensor2d(ids, [ids.length, 1], 'int32');

  it.each(['matrix factorization', 'linear', 'linear with ids', 'shallow network', 'feed-forward teacher'])(
    'writes %s so that tf.loadLayersModel opens it and gives its logits and ratings',
    async (name) => {
      const { folder, model } = await saveRating(root, name);
      const out = join(root, `${name} layers`);
      const before = tf.memory().numTensors;
      const { outputs } = await exportModel({ folder, to: 'tfjs', out, topK: null });
      const layers = await open(out);
      const [logits, ratings] = tf.tidy(() => {
        const found = layers.predict([column(pairs.users), column(pairs.items)]) as tf.Tensor[];
        return found.map((tensor) => tensor.dataSync() as Float32Array);
      });
      layers.dispose();
      expect(tf.memory().numTensors).toBe(before);
      const expected = predictLogits({ model, pairs });
      expectNear(logits, expected);
      const means = tf.tidy(() =>
        tf
          .sum(tf.mul(tf.softmax(tf.tensor2d(expected, [pairs.users.length, 5])), [1, 2, 3, 4, 5]), 1)
          .dataSync(),
      );
      expectNear(ratings, means);
      expect(outputs.map(({ shape }) => shape)).toEqual([
        ['batch', 5],
        ['batch', 1],
      ]);
      dispose(model);
    },
  );

  it('gives a linear model of items alone their input alone', () => {
    const options = { users, items, userFeatures: null, itemFeatures, withIds: false };
    const model = shaken(new LinearModel({ ...options, frequencies: [3, 5, 9, 12, 6] }), new Random(2));
    const layers = ratingToLayers({ model, levels });
    const [logits] = tf.tidy(() =>
      (layers.predict(column(pairs.items)) as tf.Tensor[]).map((tensor) => tensor.dataSync()),
    );
    expectNear(logits, predictLogits({ model, pairs }));
    layers.dispose();
    dispose(model);
  });

  it.each(['matrix-factorization-ranking', 'light-gcn'])(
    'writes %s, with the unknown user behind the last known one',
    async (name) => {
      const { folder, model } = await saveRanking(root, name);
      const out = join(root, `${name} layers`);
      await exportModel({ folder, to: 'tfjs', out, topK: null });
      const layers = await open(out);
      const count = model.config.users as number;
      const users = Int32Array.from({ length: count + 1 }, (_, user) => user);
      const scores = tf.tidy(() => (layers.predict(column(users)) as tf.Tensor).dataSync());
      layers.dispose();
      const known = users.map((user) => (user === count ? -1 : user));
      const rows = Int32Array.from(users.keys());
      const nothing = { sequences: new Int32Array(0), width: 0, lengths: new Int32Array(users.length) };
      expectNear(scores, scorerOf(model).score({ ...nothing, users: known, rows }));
      dispose(model);
    },
  );

  it('never lets a description find the weights of another model', async () => {
    const { folder, model } = await saveRating(root, 'linear');
    const out = join(root, 'written twice');
    await exportModel({ folder, to: 'tfjs', out, topK: null });
    const shards = readdirSync(out).filter((name) => name.endsWith('.bin'));
    model.parameters[0].assign(new Random(1).normals(model.parameters[0].size, 1));
    const { vocabulary } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    await saveModel({ folder, model, vocabulary, levels: [1, 2, 3, 4, 5], metadata: {} });
    await exportModel({ folder, to: 'tfjs', out, topK: null });
    const named = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).weightsManifest[0].paths;
    expect(named).not.toEqual(shards);
    dispose(model);
  });

  it.each([
    ['text rating teacher', saveRating, /history, text or shared rows TensorFlow.js has no layers for/],
    ['mean-of-history', saveRanking, /padded histories/],
    ['deep-fm', saveClick, /found one of clicks/],
  ] as const)('refuses %s with the reason', async (name, save, reason) => {
    const { folder, model } = await save(root, name);
    dispose(model);
    const out = join(root, 'refused');
    await expect(exportModel({ folder, to: 'tfjs', out, topK: null })).rejects.toThrow(reason);
    expect(existsSync(out)).toBe(false);
  });
});

/** A Python that reads safetensors; null where there is none. */
function pythonWithSafetensors(): string | null {
  const python = process.env.RECDISTILL_BENCH_PYTHON || 'python3';
  if (spawnSync(python, ['-c', 'import safetensors, numpy']).status === 0) return python;
  console.log(
    `skipped: ${python} has no safetensors and numpy; name one that has them in RECDISTILL_BENCH_PYTHON`,
  );
  return null;
}

describe('exportModel as safetensors', () => {
  const python = pythonWithSafetensors();

  it('writes every tensor, with config and vocabulary in the header', async () => {
    const { folder, model } = await saveRanking(root, 'self-attentive');
    const out = join(root, 'student.safetensors');
    await exportModel({ folder, to: 'safetensors', out, topK: null });
    const [saved, written] = [join(folder, 'model.safetensors'), out].map(readSafetensors);
    expect([...written.tensors]).toEqual([...saved.tensors]);
    expect(JSON.parse(written.metadata.config)).toMatchObject({ items: model.items, withIds: true });
    expect(JSON.parse(written.metadata.vocabulary).items[1]).toBe('i1');
    expect(written.metadata.temperature).toBe('2');
    dispose(model);
  });

  it.skipIf(python === null)('is read by three lines of Python', async () => {
    const { folder, model } = await saveRating(root, 'matrix factorization');
    const out = join(root, 'python.safetensors');
    await exportModel({ folder, to: 'safetensors', out, topK: null });
    const lines = [
      'from safetensors import safe_open',
      `with safe_open(${JSON.stringify(out)}, "np") as file:`,
      '    tensors, about = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()',
      'import json',
      'print(json.dumps([about["kind"], tensors["users"].flatten().tolist()]))',
    ];
    const [kind, users] = JSON.parse(
      execFileSync(python as string, ['-c', lines.join('\n')], { encoding: 'utf8' }),
    );
    expect(kind).toBe('matrix-factorization');
    expect(Float32Array.from(users)).toEqual(model.parameters[0].data());
    dispose(model);
  });
});

describe('exportModel', () => {
  const ask = (folder: string, to: string, out: string, topK: number | null = null) =>
    exportModel({ folder, to: to as ExportFormat, out, topK });

  it('refuses a missing, a damaged and a foreign model', async () => {
    const { folder, model } = await saveRating(root, 'shallow network');
    dispose(model);
    const [damaged, foreign] = ['damaged', 'foreign'].map((name) => join(root, name));
    for (const copy of [damaged, foreign]) cpSync(folder, copy, { recursive: true });
    const weights = readFileSync(join(damaged, 'model.safetensors'));
    weights[weights.length - 3] ^= 1;
    writeFileSync(join(damaged, 'model.safetensors'), weights);
    writeFileSync(join(foreign, 'model.json'), '{"format": "other"}');
    const out = join(root, 'never.onnx');
    await expect(ask(join(root, 'nowhere'), 'onnx', out)).rejects.toThrow(InputError);
    for (const to of ['onnx', 'tfjs', 'safetensors'])
      await expect(ask(damaged, to, out)).rejects.toThrow(/expected weights with sha256/);
    await expect(ask(foreign, 'onnx', out)).rejects.toThrow(/found "other"/);
    expect(existsSync(out)).toBe(false);
  });

  it('never writes over a saved model, nor where something else stands', async () => {
    const { folder, model } = await saveRating(root, 'linear with ids');
    dispose(model);
    await expect(ask(folder, 'safetensors', join(folder, 'model.safetensors'))).rejects.toThrow(
      /found one of them/,
    );
    await expect(ask(folder, 'tfjs', folder)).rejects.toThrow(/would be lost/);
    await expect(ask(folder, 'onnx', root)).rejects.toThrow(/found a folder/);
    await expect(ask(folder, 'tfjs', join(folder, 'model.json'))).rejects.toThrow(/found a file/);
  });

  it('refuses an unknown format, an unknown option, and a top list where there is none', async () => {
    const { folder, model } = await saveRating(root, 'linear');
    dispose(model);
    const out = join(root, 'never.onnx');
    await expect(ask(folder, 'onx', out)).rejects.toThrow(/did you mean "onnx"/);
    await expect(ask(folder, 'onnx', out, 5)).rejects.toThrow(/topK: expected a ranking model/);
    const extra = { folder, to: 'onnx', out, topK: null, quantise: true } as const;
    await expect(exportModel(extra)).rejects.toThrow(/unknown option "quantise"/);
  });
});

describe('exportEncoder', () => {
  const tiny = join(__dirname, '..', '..', 'fixtures', 'tiny-bert');

  it('writes the encoder with its tokenizer beside it', async () => {
    const out = join(root, 'encoder', 'encoder.onnx');
    const before = tf.memory().numTensors;
    const { files, inputs } = await exportEncoder({ folder: tiny, out });
    expect(tf.memory().numTensors).toBe(before);
    expect(files.map(({ path }) => path)).toEqual([out, join(root, 'encoder', 'tokenizer.json')]);
    expect(readFileSync(files[1].path)).toEqual(readFileSync(join(tiny, 'tokenizer.json')));
    expect(inputs.map(({ name }) => name)).toEqual(['input_ids', 'attention_mask']);
  });

  it('never writes over the encoder that it reads', async () => {
    const folder = join(root, 'own encoder');
    cpSync(tiny, folder, { recursive: true });
    const out = join(folder, 'model.safetensors');
    await expect(exportEncoder({ folder, out })).rejects.toThrow(/found one of them/);
    expect(readFileSync(out)).toEqual(readFileSync(join(tiny, 'model.safetensors')));
  });

  it('refuses a folder without a tokenizer', async () => {
    await expect(exportEncoder({ folder: root, out: join(root, 'no.onnx') })).rejects.toThrow(/tokenizer/);
  });
});
