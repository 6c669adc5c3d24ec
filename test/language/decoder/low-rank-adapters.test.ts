import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ContinuationExample,
  continuationLogLikelihoods,
  continuationLoss,
  GptDecoder,
  loadAdapters,
  saveAdapters,
} from '../../../src/language';
import { Random } from '../../../src/random';
import { disposeGradients, hashWeights, valueAndGradients } from '../../../src/tensor';
import { batchOf, golden, inference, largestDifference, tinyFolder } from './tiny-gpt2';

const temporary = mkdtempSync(join(tmpdir(), 'adapters-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const { rank, alpha, targets, adapters: stored } = golden.lowRank;
const settings = { rank, alpha, targets, dropout: 0 };
const examples: ContinuationExample[] = golden.lowRank.prompts.map((prompt, i) => ({
  prompt: Int32Array.from(prompt),
  continuation: Int32Array.from(golden.lowRank.continuations[i]),
}));

let decoder: GptDecoder;
beforeEach(() => {
  decoder = GptDecoder.load({ folder: tinyFolder });
});
afterEach(() => decoder.dispose());

/** The golden's A and B, which are not 0. */
function attachStored(): void {
  const { parameters } = decoder.attachAdapters({ ...settings, random: new Random(1) });
  for (const parameter of parameters) {
    const [, layer, part] = /^(.*)\.lora_(down|up)$/.exec(parameter.name) as RegExpExecArray;
    parameter.assign(Float32Array.from(stored[layer][part as 'down' | 'up']));
  }
}

function logits(): number[] {
  const values = decoder.logits({ batch: batchOf([golden.prompt.tokens]), ...inference });
  const numbers = [...values.dataSync()];
  values.dispose();
  return numbers;
}

const lossOf = () => continuationLoss({ decoder, examples, ...inference });

describe('low-rank adapters', () => {
  it('leave the output as it was until they are trained', () => {
    const before = logits();
    decoder.attachAdapters({ ...settings, random: new Random(1) });
    expect(logits()).toEqual(before);
  });

  it('have the loss and the gradients that PyTorch has', () => {
    attachStored();
    const { value, gradients } = valueAndGradients({
      parameters: [...decoder.parameters, ...(decoder.adapters?.parameters ?? [])],
      loss: lossOf,
    });
    expect(value).toBeCloseTo(golden.lowRank.loss, 5);
    expect(gradients.size).toBe(2 * Object.keys(stored).length);
    for (const [{ name }, gradient] of gradients) {
      const [, layer, part] = /^(.*)\.lora_(down|up)$/.exec(name) as RegExpExecArray;
      const expected = part === 'down' ? stored[layer].dDown : stored[layer].dUp;
      const scale = Math.max(1, ...expected.map(Math.abs));
      const difference = largestDifference(gradient.values.dataSync(), expected);
      expect(difference / scale, name).toBeLessThan(2e-5);
    }
    disposeGradients(gradients);
  });

  it('give the same logits after merging, and adapters no more', () => {
    attachStored();
    const adapted = logits();
    const base = hashWeights(decoder.parameters);
    decoder.mergeAdapters();
    expect(decoder.adapters).toBeNull();
    expect(largestDifference(logits(), adapted)).toBeLessThan(1e-4);
    expect(hashWeights(decoder.parameters)).not.toBe(base);
  });

  it('give back the pretrained model when they are removed', () => {
    const before = logits();
    attachStored();
    expect(largestDifference(logits(), before)).toBeGreaterThan(0.1);
    decoder.removeAdapters();
    expect(logits()).toEqual(before);
  });

  it('work behind a cache as without one', async () => {
    attachStored();
    const { prompt, continuation } = examples[0];
    const options = { decoder, prompt, continuations: [continuation], tokensPerBatch: 100 };
    const [found] = await continuationLogLikelihoods(options);
    const loss = tf.tidy(
      () => continuationLoss({ decoder, examples: examples.slice(0, 1), ...inference }).dataSync()[0],
    );
    expect(-found / continuation.length).toBeCloseTo(loss, 4);
  });

  it('draw their dropout from the given stream, and drop nothing outside of training', () => {
    const { parameters } = decoder.attachAdapters({ ...settings, dropout: 0.5, random: new Random(1) });
    for (const parameter of parameters) parameter.assign(new Float32Array(parameter.size).fill(0.1));
    const train = (seed: number) =>
      tf.tidy(
        () => continuationLoss({ decoder, examples, training: true, random: new Random(seed) }).dataSync()[0],
      );
    expect(train(1)).toBe(train(1));
    expect(train(1)).not.toBe(train(2));
    const still = [1, 2].map(() => tf.tidy(() => lossOf().dataSync()[0]));
    expect(still[0]).toBe(still[1]);
    expect(still[0]).not.toBe(train(1));
  });

  it('start from their random stream: equal seeds give equal weights, another seed others', () => {
    const hashes = [1, 1, 2].map((seed) => {
      const { parameters } = decoder.attachAdapters({ ...settings, random: new Random(seed) });
      const hash = hashWeights(parameters);
      decoder.removeAdapters();
      return hash;
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('keep no tensor over steps', () => {
    attachStored();
    const before = tf.memory().numTensors;
    const { gradients } = valueAndGradients({ parameters: decoder.adapters?.parameters ?? [], loss: lossOf });
    disposeGradients(gradients);
    expect(tf.memory().numTensors).toBe(before);
    decoder.mergeAdapters();
    expect(tf.memory().numTensors).toBe(before - 2 * Object.keys(stored).length);
  });

  it.each([
    ['a rank of 0', { rank: 0 }, /rank must be a whole number >= 1, found 0/],
    ['no alpha', { alpha: 0 }, /alpha must be > 0, found 0/],
    ['dropping everything', { dropout: 1 }, /dropout must be in \[0, 1\), found 1/],
    ['no target', { targets: [] }, /expected targets among attn\.c_attn.*found \[\]/],
    ['a target twice', { targets: ['attn.c_attn', 'attn.c_attn'] as const }, /each once/],
    ['an unknown option', { r: 4 }, /unknown option "r"/],
  ])('refuse %s', (_, wrong, reason) => {
    expect(() => decoder.attachAdapters({ ...settings, ...wrong, random: new Random(1) })).toThrow(reason);
    expect(decoder.adapters).toBeNull();
  });

  it('refuse a second set', () => {
    attachStored();
    expect(() => decoder.attachAdapters({ ...settings, random: new Random(1) })).toThrow(/adapters already/);
  });
});

describe('continuationLoss', () => {
  it('counts the continuations alone, each token once', () => {
    const losses = examples.map((example) =>
      tf.tidy(() => continuationLoss({ decoder, examples: [example], ...inference }).dataSync()[0]),
    );
    const lengths = examples.map(({ continuation }) => continuation.length);
    const tokens = lengths.reduce((a, b) => a + b);
    const expected = losses.reduce((sum, loss, i) => sum + (loss * lengths[i]) / tokens, 0);
    expect(tf.tidy(() => lossOf().dataSync()[0])).toBeCloseTo(expected, 5);
  });

  it('refuses an example without prompt or continuation, and tokens that the model does not know', () => {
    const [nothing, some] = [new Int32Array(0), Int32Array.of(5)];
    const loss = (prompt: Int32Array, continuation: Int32Array) => () =>
      continuationLoss({ decoder, examples: [examples[0], { prompt, continuation }], ...inference });
    expect(loss(nothing, some)).toThrow(/example 1: expected tokens in its prompt/);
    expect(loss(some, nothing)).toThrow(/example 1: expected tokens in its continuation/);
    expect(loss(some, Int32Array.of(320))).toThrow(/token 320 is not among/);
  });
});

describe('a file of adapters', () => {
  const path = join(temporary, 'adapters.safetensors');

  it('brings them back onto the same model', () => {
    attachStored();
    const adapted = logits();
    saveAdapters({ decoder, path });
    decoder.removeAdapters();
    const { options } = loadAdapters({ decoder, path });
    expect(options).toEqual(settings);
    expect(logits()).toEqual(adapted);
  });

  it('is refused by another model, and where it holds something else', () => {
    attachStored();
    saveAdapters({ decoder, path });
    const other = GptDecoder.initialise({ config: decoder.config, random: new Random(1) });
    expect(() => loadAdapters({ decoder: other, path })).toThrow(
      /adapters of these weights, found some of others/,
    );
    expect(other.adapters).toBeNull();
    other.dispose();
    const weights = join(tinyFolder, 'model.safetensors');
    decoder.removeAdapters();
    expect(() => loadAdapters({ decoder, path: weights })).toThrow(
      /expected a file of recdistill low-rank adapters/,
    );
    expect(() => saveAdapters({ decoder, path })).toThrow(/expected a decoder with adapters/);
  });
});
