import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../src/files/safetensors';
import { BertEncoder, batchTokens, readBertConfig } from '../../src/language';
import { Random } from '../../src/random';
import { disposeGradients, type Gradient, hashWeights, valueAndGradients } from '../../src/tensor';

const fixtures = join(__dirname, '..', 'fixtures');

interface Golden {
  tokens: number[][];
  states: number[][];
  vectors: number[][];
  gradients: Record<string, number[]>;
}
const goldens = JSON.parse(readFileSync(join(fixtures, 'bert.json'), 'utf8')) as Record<string, Golden>;

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < found.length; i++) largest = Math.max(largest, Math.abs(found[i] - expected[i]));
  return largest;
}

const inference = { training: false, random: null };

describe.each([
  ['bert', 'tiny-bert'],
  ['distilbert', 'tiny-distilbert'],
])('a %s checkpoint', (kind, folder) => {
  const golden = goldens[kind];
  const batch = batchTokens({ tokens: golden.tokens.map((row) => Int32Array.from(row)), padId: 0 });
  let encoder: BertEncoder;
  beforeAll(() => {
    encoder = BertEncoder.load({ folder: join(fixtures, folder) });
  });
  afterAll(() => encoder.dispose());

  it('gives the hidden states that PyTorch gives, in one padded batch', () => {
    const states = encoder.hiddenStates({ batch, ...inference });
    const values = states.dataSync();
    const width = encoder.width;
    golden.states.forEach((expected, i) => {
      const start = i * batch.width * width;
      expect(largestDifference(values.subarray(start, start + expected.length), expected)).toBeLessThan(1e-5);
    });
    states.dispose();
  });

  it('gives each text alone, without padding, the vector that PyTorch gives', () => {
    golden.tokens.forEach((row, i) => {
      const alone = batchTokens({ tokens: [Int32Array.from(row)], padId: 0 });
      const vector = encoder.embed({ batch: alone, ...inference });
      expect(largestDifference(vector.dataSync(), golden.vectors[i])).toBeLessThan(1e-5);
      vector.dispose();
    });
  });

  it('has the gradients that PyTorch has', () => {
    const { value, gradients } = valueAndGradients({
      parameters: encoder.parameters,
      loss: () => loss(encoder, batch),
    });
    const expectedLoss = golden.vectors.flat().reduce((sum, x, i) => sum + x * Math.cos(i), 0);
    expect(value).toBeCloseTo(expectedLoss, 4);
    const byName = new Map([...gradients].map(([parameter, gradient]) => [parameter.name, gradient]));
    for (const [name, expected] of Object.entries(golden.gradients)) {
      expect(largestDifference(checkpointGradient(byName, name, encoder), expected), name).toBeLessThan(2e-5);
    }
    disposeGradients(gradients);
  });

  it('keeps no tensor', () => {
    const before = tf.memory().numTensors;
    encoder.embed({ batch, ...inference }).dispose();
    const { gradients } = valueAndGradients({
      parameters: encoder.parameters,
      loss: () => loss(encoder, batch),
    });
    disposeGradients(gradients);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function loss(encoder: BertEncoder, batch: ReturnType<typeof batchTokens>): tf.Scalar {
  const vectors = encoder.embed({ batch, ...inference });
  const weights = tf.tensor2d(
    Float32Array.from({ length: vectors.size }, (_, i) => Math.cos(i)),
    vectors.shape,
  );
  return tf.sum(tf.mul(vectors, weights)) as tf.Scalar;
}

/** The gradient of one weight of the checkpoint, cut out of the parameter that holds it. */
function checkpointGradient(gradients: Map<string, Gradient>, name: string, encoder: BertEncoder): number[] {
  const { vocabulary, hidden, positions } = encoder.config;
  const attention = /^(.*\.attention)\.self\.(query|key|value)\.(weight|bias)$/.exec(name);
  if (attention) {
    const [, path, which, part] = attention;
    const whole = gradients.get(`${path}.projections.${part === 'weight' ? 'weights' : 'bias'}`)
      ?.values as tf.Tensor;
    const slot = ['query', 'key', 'value'].indexOf(which);
    return tf.tidy(() => [...tf.split(whole, 3, 0)[slot].dataSync()]);
  }
  const gradient =
    gradients.get(name.replace(/\.weight$/, /orm\.weight$/.test(name) ? '.gain' : '')) ??
    gradients.get(name.replace(/\.weight$/, '.weights'));
  if (gradient?.kind === 'rows') {
    const rows = name.includes('position') ? positions : vocabulary;
    const dense = new Array(rows * hidden).fill(0);
    const values = gradient.values.dataSync();
    gradient.indices.forEach((row, i) => {
      for (let j = 0; j < hidden; j++) dense[row * hidden + j] = values[i * hidden + j];
    });
    return dense;
  }
  const values = gradient?.values as tf.Tensor;
  const isTurned = /(output\.dense|out_lin|lin2)\.weight$/.test(name);
  return tf.tidy(() => [...(isTurned ? values.transpose() : values).dataSync()]);
}

/** The tiny checkpoint with only the first units of its feed-forward blocks alive, kept or cut off. */
function withFewUnits(alive: number, isCut: boolean): string {
  const source = join(fixtures, 'tiny-bert');
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-narrow-'));
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
  const units = config.intermediate_size;
  const kept = isCut ? alive : units;
  const { tensors } = readSafetensors(join(source, 'model.safetensors'));
  const own = [...tensors].map(([name, tensor]): [string, StoredTensor] => {
    const { shape, values } = tensor;
    if (name.includes('intermediate')) {
      const row = shape.length === 2 ? shape[1] : 1;
      return [name, { shape: [kept, ...shape.slice(1)], values: values.slice(0, kept * row) }];
    }
    if (shape.length !== 2 || shape[1] !== units) return [name, tensor];
    const cut = Float32Array.from({ length: shape[0] * kept }, (_, i) =>
      i % kept < alive ? values[Math.floor(i / kept) * units + (i % kept)] : 0,
    );
    return [name, { shape: [shape[0], kept], values: cut }];
  });
  writeSafetensors(join(folder, 'model.safetensors'), new Map(own), {});
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, intermediate_size: kept }));
  return folder;
}

describe.each([8, 24])('a feed-forward block of %i units, no wider than its layer of 24', (alive) => {
  it('gives what a wider block with dead units gives', () => {
    const batch = batchTokens({ tokens: [Int32Array.of(1, 7, 9), Int32Array.of(4, 2)], padId: 0 });
    const vectors = [true, false].map((isCut) => {
      const folder = withFewUnits(alive, isCut);
      const encoder = BertEncoder.load({ folder });
      const vector = encoder.embed({ batch, ...inference });
      const values = vector.dataSync();
      vector.dispose();
      encoder.dispose();
      rmSync(folder, { recursive: true });
      return values;
    });
    expect(largestDifference(vectors[0], vectors[1])).toBeLessThan(1e-5);
  });
});

describe('BertEncoder', () => {
  const folder = join(fixtures, 'tiny-bert');
  const batch = batchTokens({ tokens: [Int32Array.of(2, 9, 9, 3), Int32Array.of(2, 3)], padId: 0 });

  it('gives two fresh encoders of one seed the same weights, and of two seeds others', () => {
    const config = readBertConfig(join(folder, 'config.json'));
    const hashes = [1, 1, 2].map((seed) => {
      const encoder = BertEncoder.initialise({ config, random: new Random(seed) });
      const hash = hashWeights(encoder.parameters);
      encoder.dispose();
      return hash;
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('takes no gradient for frozen layers and embeddings', () => {
    const encoder = BertEncoder.load({ folder });
    encoder.freeze({ layers: 1, embeddings: true });
    const { gradients } = valueAndGradients({
      parameters: encoder.parameters,
      loss: () => loss(encoder, batch),
    });
    const trained = [...gradients.keys()].map((parameter) => parameter.name);
    expect(trained).toHaveLength(12);
    expect(trained.every((name) => name.startsWith('encoder.layer.1.'))).toBe(true);
    disposeGradients(gradients);
    encoder.freeze({ layers: 0, embeddings: false });
    expect(encoder.parameters.every((parameter) => parameter.trainable)).toBe(true);
    encoder.dispose();
  });

  it('draws dropout from the given stream: equal streams give equal vectors, another stream others', () => {
    const encoder = BertEncoder.load({ folder });
    const vectors = [1, 1, 2].map((seed) => {
      const vector = encoder.embed({ batch, training: true, random: new Random(seed) });
      const values = [...vector.dataSync()];
      vector.dispose();
      return values;
    });
    expect(vectors[0]).toEqual(vectors[1]);
    expect(vectors[0]).not.toEqual(vectors[2]);
    encoder.dispose();
  });

  it('has gradients through dropout that agree with finite differences', () => {
    const encoder = BertEncoder.load({ folder });
    const bias = encoder.parameters.find((p) => p.name === 'encoder.layer.0.attention.projections.bias');
    if (bias === undefined) throw new Error('no such parameter');
    const dropped = () => {
      const vectors = encoder.embed({ batch, training: true, random: new Random(5) });
      return tf.sum(
        tf.mul(vectors, tf.cos(tf.reshape(tf.range(0, vectors.size), vectors.shape))),
      ) as tf.Scalar;
    };
    const { gradients } = valueAndGradients({ parameters: [bias], loss: dropped });
    const analytic = gradients.get(bias)?.values.dataSync() as Float32Array;
    const start = bias.data();
    const step = 1e-2;
    for (const i of [0, 30, 50, 71]) {
      const at = [step, -step].map((shift) => {
        const moved = start.slice();
        moved[i] += shift;
        bias.assign(moved);
        return tf.tidy(() => dropped().dataSync()[0]);
      });
      expect(Math.abs((at[0] - at[1]) / (2 * step) - analytic[i])).toBeLessThan(5e-3);
    }
    disposeGradients(gradients);
    encoder.dispose();
  });

  it('refuses a text longer than its positions and a token that it does not know', () => {
    const encoder = BertEncoder.load({ folder });
    const long = batchTokens({ tokens: [new Int32Array(21).fill(5)], padId: 0 });
    expect(() => encoder.embed({ batch: long, ...inference })).toThrow(
      /20 tokens at most, found a text of 21/,
    );
    const foreign = batchTokens({ tokens: [Int32Array.of(48)], padId: 0 });
    expect(() => encoder.embed({ batch: foreign, ...inference })).toThrow(InputError);
    expect(() => encoder.embed({ batch, training: true, random: null })).toThrow(/needs `random`/);
    encoder.dispose();
  });
});
