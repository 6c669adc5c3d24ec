import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continuationLogLikelihoods, GptDecoder } from '../../../src/language';
import { batchOf, golden, inference, largestDifference, tinyFolder } from './tiny-gpt2';

const prompt = Int32Array.from(golden.prompt.tokens);
const continuations = golden.continuations.tokens.map((row) => Int32Array.from(row));

describe('continuationLogLikelihoods', () => {
  let decoder: GptDecoder;
  beforeAll(() => {
    decoder = GptDecoder.load({ folder: tinyFolder });
  });
  afterAll(() => decoder.dispose());

  it.each([1, 12, 1000])(
    'gives what PyTorch gives without a cache, %d tokens at once',
    async (tokensPerBatch) => {
      const found = await continuationLogLikelihoods({ decoder, prompt, continuations, tokensPerBatch });
      expect(largestDifference(found, golden.continuations.logLikelihoods)).toBeLessThan(1e-4);
    },
  );

  it('gives what the whole texts give without a cache', async () => {
    const found = await continuationLogLikelihoods({ decoder, prompt, continuations, tokensPerBatch: 1000 });
    const expected = continuations.map((continuation) => {
      const text = [...prompt, ...continuation];
      return tf.tidy(() => {
        const logs = tf.logSoftmax(decoder.logits({ batch: batchOf([text]), ...inference })).arraySync();
        return [...continuation].reduce(
          (sum, token, i) => sum + (logs as number[][])[prompt.length - 1 + i][token],
          0,
        );
      });
    });
    expect(largestDifference(found, expected)).toBeLessThan(1e-4);
  });

  it('gives probabilities: those of all tokens that may come next add up to 1', async () => {
    const all = Array.from({ length: decoder.config.vocabulary }, (_, token) => Int32Array.of(token));
    const logs = await continuationLogLikelihoods({
      decoder,
      prompt,
      continuations: all,
      tokensPerBatch: 99,
    });
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
    const pairs = all.map(([token]) => Int32Array.of(7, token));
    const joint = await continuationLogLikelihoods({
      decoder,
      prompt,
      continuations: pairs,
      tokensPerBatch: 99,
    });
    expect(joint.reduce((sum, log) => sum + Math.exp(log), 0) / Math.exp(logs[7])).toBeCloseTo(1, 4);
  });

  it('keeps no tensor, also where it is aborted or refuses', async () => {
    const before = tf.memory().numTensors;
    await continuationLogLikelihoods({ decoder, prompt, continuations, tokensPerBatch: 8 });
    expect(tf.memory().numTensors).toBe(before);
    const options = { decoder, prompt, continuations, tokensPerBatch: 8 };
    await expect(
      continuationLogLikelihoods({ ...options, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    const long = [new Int32Array(80).fill(5)];
    await expect(continuationLogLikelihoods({ ...options, continuations: long })).rejects.toThrow(
      /96 tokens at most, found a text of 111/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what has no tokens, and tokens that the model does not know', async () => {
    const options = { decoder, prompt, continuations, tokensPerBatch: 8 };
    const nothing = new Int32Array(0);
    await expect(continuationLogLikelihoods({ ...options, prompt: nothing })).rejects.toThrow(
      /expected tokens in the prompt/,
    );
    const empty = [continuations[0], nothing];
    await expect(continuationLogLikelihoods({ ...options, continuations: empty })).rejects.toThrow(
      /continuation 1: expected tokens, found none/,
    );
    await expect(
      continuationLogLikelihoods({ ...options, continuations: [Int32Array.of(320)] }),
    ).rejects.toThrow(/token 320 is not among the model's 320/);
  });
});
