import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../../src/files/safetensors';
import { findModelFolder, GptDecoder, readGptConfig } from '../../../src/language';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor';
import { batchOf, golden, inference, largestDifference, tinyFolder } from './tiny-gpt2';

const temporary = mkdtempSync(join(tmpdir(), 'gpt é '));
afterAll(() => rmSync(temporary, { recursive: true }));

/** A copy of the tiny model with other tensors. */
function withTensors(name: string, change: (tensors: Map<string, StoredTensor>) => void): string {
  const folder = join(temporary, name);
  cpSync(tinyFolder, folder, { recursive: true });
  const path = join(folder, 'model.safetensors');
  const tensors = new Map(readSafetensors(path).tensors);
  change(tensors);
  writeSafetensors(path, tensors, {});
  return folder;
}

describe('GptDecoder', () => {
  const { tokens, logits: expected } = golden.forward;
  const batch = batchOf(tokens);
  let decoder: GptDecoder;
  beforeAll(() => {
    decoder = GptDecoder.load({ folder: tinyFolder });
  });
  afterAll(() => decoder.dispose());

  it('gives the logits that PyTorch gives, in one padded batch', () => {
    const logits = decoder.logits({ batch, ...inference });
    expect(logits.shape).toEqual([tokens.length * batch.width, decoder.config.vocabulary]);
    const values = logits.dataSync();
    expected.forEach((row, i) => {
      const start = i * batch.width * decoder.config.vocabulary;
      expect(largestDifference(values.subarray(start, start + row.length), row)).toBeLessThan(1e-5);
    });
    logits.dispose();
  });

  it('gives each token the same logits whatever stands after it', () => {
    const whole = decoder.logits({ batch: batchOf([golden.prompt.tokens]), ...inference });
    const begun = decoder.logits({ batch: batchOf([golden.prompt.tokens.slice(0, 9)]), ...inference });
    const values = whole.dataSync().subarray(0, begun.size);
    expect(largestDifference(values, begun.dataSync())).toBeLessThan(1e-5);
    whole.dispose();
    begun.dispose();
  });

  it('gives a text in pieces, by keys and values kept, the states that it gives in one', () => {
    const text = golden.prompt.tokens;
    const whole = decoder.hiddenStates({ batch: batchOf([text]), ...inference });
    const before = tf.memory().numTensors;
    const first = decoder.advance({ past: null, batch: batchOf([text.slice(0, 10)]), keep: true });
    const second = decoder.advance({ past: first.cache, batch: batchOf([text.slice(10, 11)]), keep: true });
    const third = decoder.advance({ past: second.cache, batch: batchOf([text.slice(11)]), keep: true });
    expect([first, second, third].map(({ cache }) => cache?.length)).toEqual([10, 11, text.length]);
    const pieces = [first, second, third].flatMap(({ states }) => [...states.dataSync()]);
    expect(largestDifference(pieces, whole.dataSync())).toBeLessThan(1e-5);
    for (const { states, cache } of [first, second, third]) {
      states.dispose();
      cache?.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    whole.dispose();
  });

  it('keeps no tensor', () => {
    const before = tf.memory().numTensors;
    decoder.logits({ batch, ...inference }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    GptDecoder.load({ folder: tinyFolder }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes checkpoints without the prefix, and such with a mask and a second copy of the words', () => {
    const folder = withTensors('bare', (tensors) => {
      for (const [name, tensor] of [...tensors]) {
        tensors.delete(name);
        tensors.set(name.replace('transformer.', ''), tensor);
      }
      tensors.set('h.0.attn.bias', { shape: [1, 1, 2, 2], values: Float32Array.of(1, 0, 1, 1) });
      tensors.set('lm_head.weight', tensors.get('wte.weight') as StoredTensor);
    });
    const bare = GptDecoder.load({ folder });
    expect(hashWeights(bare.parameters)).toBe(hashWeights(decoder.parameters));
    bare.dispose();
  });

  it('is found by the same names as an encoder', async () => {
    expect(await findModelFolder({ model: tinyFolder })).toBe(tinyFolder);
  });

  it('gives two fresh decoders of one seed the same weights, and of two seeds others', () => {
    const config = readGptConfig(join(tinyFolder, 'config.json'));
    const hashes = [1, 1, 2].map((seed) => {
      const fresh = GptDecoder.initialise({ config, random: new Random(seed) });
      const hash = hashWeights(fresh.parameters);
      fresh.dispose();
      return hash;
    });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
  });

  it('starts so small at random that every token is about equally likely', () => {
    const config = readGptConfig(join(tinyFolder, 'config.json'));
    const fresh = GptDecoder.initialise({ config, random: new Random(3) });
    const entropies = tf.tidy(() => {
      const logs = tf.logSoftmax(fresh.logits({ batch, ...inference }));
      return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1)).dataSync();
    });
    for (const entropy of entropies) expect(Math.log(config.vocabulary) - entropy).toBeLessThan(0.05);
    fresh.dispose();
  });

  it('refuses a text longer than its positions, also behind a cache, and a token that it does not know', () => {
    const long = batchOf([new Array(97).fill(5)]);
    expect(() => decoder.logits({ batch: long, ...inference })).toThrow(
      /96 tokens at most, found a text of 97/,
    );
    const { states, cache } = decoder.advance({ past: null, batch: batchOf([[5, 6]]), keep: true });
    states.dispose();
    expect(() =>
      decoder.advance({ past: cache, batch: batchOf([new Array(95).fill(5)]), keep: false }),
    ).toThrow(/found a text of 97/);
    cache?.dispose();
    expect(() => decoder.logits({ batch: batchOf([[320]]), ...inference })).toThrow(InputError);
    expect(() => decoder.advance({ past: null, batch, keep: true })).toThrow(
      /a cache holds one text, found 3/,
    );
  });
});

describe('a checkpoint that cannot be', () => {
  it('is refused by the name of a missing tensor', () => {
    const folder = withTensors('missing', (tensors) => tensors.delete('transformer.h.1.mlp.c_fc.bias'));
    expect(() => GptDecoder.load({ folder })).toThrow(InputError);
    expect(() => GptDecoder.load({ folder })).toThrow(
      /model\.safetensors: expected a tensor "transformer\.h\.1\.mlp\.c_fc\.bias", found none/,
    );
  });

  it('is refused by the name and shapes of a tensor that does not fit', () => {
    const folder = withTensors('turned', (tensors) => {
      const name = 'transformer.h.0.attn.c_attn.weight';
      tensors.set(name, { shape: [72, 24], values: (tensors.get(name) as StoredTensor).values });
    });
    expect(() => GptDecoder.load({ folder })).toThrow(
      /"transformer\.h\.0\.attn\.c_attn\.weight" of shape \[24, 72\] as config\.json says, found \[72, 24\]/,
    );
  });

  it.each([
    ['another architecture', { model_type: 'llama' }, /expected model_type "gpt2", found "llama"/],
    ['another activation', { activation_function: 'relu' }, /activation_function "gelu_new", found "relu"/],
    [
      'scores scaled by layer',
      { scale_attn_by_inverse_layer_idx: true },
      /inverse_layer_idx false, found true/,
    ],
    ['a head of its own', { tie_word_embeddings: false }, /tie_word_embeddings true, found false/],
    ['heads that do not divide', { n_head: 5 }, /24 hidden units do not divide among 5 heads/],
    ['no layers', { n_layer: 0 }, /n_layer to be a whole number above 0, found 0/],
    ['a wider middle than its weights', { n_inner: 100 }, /c_fc\.weight" of shape \[24, 100\]/],
  ])('is refused for %s', (name, change, reason) => {
    const folder = join(temporary, name);
    cpSync(tinyFolder, folder, { recursive: true });
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
    expect(() => GptDecoder.load({ folder })).toThrow(InputError);
    expect(() => GptDecoder.load({ folder })).toThrow(reason);
  });

  it('is refused where it is an encoder', () => {
    const folder = join(tinyFolder, '..', 'tiny-bert');
    expect(() => GptDecoder.load({ folder })).toThrow(/expected model_type "gpt2", found "bert"/);
  });
});
