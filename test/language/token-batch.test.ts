import { describe, expect, it } from 'vitest';
import { batchesByLength, batchTokens } from '../../src/language';
import { Random } from '../../src/random';

describe('batchTokens', () => {
  it('fills short rows at their end', () => {
    const batch = batchTokens({ tokens: [Int32Array.of(2, 7, 3), Int32Array.of(2, 3)], padId: 9 });
    expect([...batch.ids]).toEqual([2, 7, 3, 2, 3, 9]);
    expect([...batch.lengths]).toEqual([3, 2]);
    expect(batch.width).toBe(3);
  });
});

describe('batchesByLength', () => {
  const random = new Random(4);
  const lengths = Int32Array.from({ length: 500 }, () => 2 + random.integer(60));

  it('holds every text exactly once', () => {
    for (const shuffle of [null, new Random(1)]) {
      const batches = batchesByLength({ lengths, tokensPerBatch: 256, random: shuffle });
      const all = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: 500 }, (_, i) => i));
    }
  });

  it('computes at most tokensPerBatch tokens at once, of which under 5% are padding', () => {
    let computed = 0;
    for (const batch of batchesByLength({ lengths, tokensPerBatch: 256, random: new Random(1) })) {
      const widest = Math.max(...Array.from(batch, (text) => lengths[text]));
      expect(widest * batch.length).toBeLessThanOrEqual(256);
      computed += widest * batch.length;
    }
    const real = lengths.reduce((sum, length) => sum + length, 0);
    expect(computed / real).toBeLessThan(1.05);
  });

  it('gives a text longer than the limit a batch of its own', () => {
    const batches = batchesByLength({ lengths: [3, 100, 4], tokensPerBatch: 10, random: null });
    expect(batches.map((batch) => [...batch])).toEqual([[0, 2], [1]]);
  });

  it('draws the same batches from the same seed, and others from another', () => {
    const draw = (seed: number) =>
      batchesByLength({ lengths, tokensPerBatch: 256, random: new Random(seed) }).map((batch) => [...batch]);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('refuses a limit below one token', () => {
    expect(() => batchesByLength({ lengths, tokensPerBatch: 0, random: null })).toThrow(
      /must be >= 1, found 0/,
    );
  });
});
