import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GptDecoder, generate } from '../../../src/language';
import { golden, tinyFolder } from './tiny-gpt2';

const prompt = Int32Array.from(golden.prompt.tokens);

describe('generate', () => {
  let decoder: GptDecoder;
  beforeAll(() => {
    decoder = GptDecoder.load({ folder: tinyFolder });
  });
  afterAll(() => decoder.dispose());

  it('writes the tokens that transformers writes', async () => {
    expect(new Set(golden.greedy.tokens).size).toBeGreaterThan(10);
    const told: number[] = [];
    const onToken = (token: number) => told.push(token);
    const written = await generate({ decoder, prompt, maxTokens: 40, stopToken: null, onToken });
    expect([...written]).toEqual(golden.greedy.tokens);
    expect(told).toEqual(golden.greedy.tokens);
  });

  it('ends before the stop token, which transformers gives back with the rest', async () => {
    const { stop, stopped } = golden.greedy;
    const written = await generate({ decoder, prompt, maxTokens: 40, stopToken: stop });
    expect([...written, stop]).toEqual(stopped);
  });

  it('keeps no tensor, also where it is aborted', async () => {
    const before = tf.memory().numTensors;
    await generate({ decoder, prompt, maxTokens: 3, stopToken: null });
    expect(tf.memory().numTensors).toBe(before);
    const controller = new AbortController();
    const aborted = generate({
      decoder,
      prompt,
      maxTokens: 30,
      stopToken: null,
      onToken: () => controller.abort(new Error('enough')),
      signal: controller.signal,
    });
    await expect(aborted).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('fills the model to its last position, and refuses one token more', async () => {
    const maxTokens = 96 - prompt.length + 1;
    expect(await generate({ decoder, prompt, maxTokens, stopToken: null })).toHaveLength(maxTokens);
    await expect(generate({ decoder, prompt, maxTokens: maxTokens + 1, stopToken: null })).rejects.toThrow(
      /reads 96 tokens at most/,
    );
  });

  it('refuses an empty prompt and options that it does not know', async () => {
    const nothing = new Int32Array(0);
    await expect(generate({ decoder, prompt: nothing, maxTokens: 1, stopToken: null })).rejects.toThrow(
      /expected tokens in the prompt, found none/,
    );
    const wrong = { decoder, prompt, maxTokens: 1, stopToken: null, temperature: 1 };
    await expect(generate(wrong)).rejects.toThrow(/unknown option "temperature"/);
  });
});
