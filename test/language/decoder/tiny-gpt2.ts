import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { batchTokens, type GptDenseName, type TokenBatch } from '../../../src/language';

const fixtures = join(__dirname, '..', '..', 'fixtures');

/** A tiny checkpoint with random weights, and what PyTorch and transformers made of it. */
export const tinyFolder = join(fixtures, 'tiny-gpt2');

export interface Golden {
  tokenizer: { texts: string[]; tokens: number[][] };
  forward: { tokens: number[][]; logits: number[][] };
  prompt: { text: string; tokens: number[] };
  greedy: { tokens: number[]; stop: number; stopped: number[] };
  continuations: { texts: string[]; tokens: number[][]; logLikelihoods: number[] };
  geluTanh: { x: number[]; y: number[]; dx: number[] };
  lowRank: {
    rank: number;
    alpha: number;
    targets: GptDenseName[];
    prompts: number[][];
    continuations: number[][];
    loss: number;
    adapters: Record<string, { down: number[]; up: number[]; dDown: number[]; dUp: number[] }>;
  };
}

export const golden = JSON.parse(readFileSync(join(fixtures, 'gpt2.json'), 'utf8')) as Golden;

export const inference = { training: false, random: null };

export const batchOf = (rows: readonly (readonly number[])[]): TokenBatch =>
  batchTokens({ tokens: rows.map((row) => Int32Array.from(row)), padId: 0 });

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i] - expected[i]);
    // NaN would pass every comparison below.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
