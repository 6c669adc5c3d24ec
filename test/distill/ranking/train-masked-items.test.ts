import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { Sequences } from '../../../src/data/contexts';
import { hideItems, trainMaskedItems } from '../../../src/distill/ranking/train-masked-items';
import { MaskedItemModel } from '../../../src/models/ranking/masked-item-model';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { Random } from '../../../src/random';

const ITEMS = 12;

/** Users walk once around a ring of items, one by one, so that neighbours on both sides tell an item. */
function walks(users: number, length: number): Sequences {
  return {
    offsets: Int32Array.from({ length: users + 1 }, (_, user) => user * length),
    items: Int32Array.from(
      { length: users * length },
      (_, n) => (Math.floor(n / length) + (n % length)) % ITEMS,
    ),
  };
}

const newModel = () =>
  new MaskedItemModel({
    ...{ items: ITEMS, dimensions: 16, layers: 1, heads: 2, maxLength: 5, dropout: 0 },
    random: new Random(2),
  });

const budget = {
  ...{ epochs: 40, patience: 40, batchSize: 4, learningRate: 0.004, weightDecay: 0.01, seed: 3 },
  ...{
    schedule: 'cosine' as const,
    warmup: 0.1,
    clipNorm: 1,
    maskShare: 0.2,
    lastShare: 0.7,
    validate: () => 0,
  },
};

describe('hideItems', () => {
  const batch = [Int32Array.of(4, 5, 6), Int32Array.of(7), Int32Array.of(1, 2)];
  const hide = (maskShare: number, lastShare: number, seed = 1) =>
    hideItems({ batch, maskShare, lastShare, random: new Random(seed) });

  it('hides each item where the share is 1, and the targets are what it hid', () => {
    const { masked, targets } = hide(1, 0);
    expect([...masked.items]).toEqual([4, 5, 6, -1, -1, 7, -1, 1, 2]);
    expect([...masked.masks]).toEqual([0, 1, 2, 5, 7, 8]);
    expect([...targets]).toEqual([4, 5, 6, 7, 1, 2]);
  });

  it('hides one of each sequence where the share is 0, never padding', () => {
    for (let seed = 1; seed < 20; seed++) {
      const { masked, targets } = hide(0, 0, seed);
      expect([...masked.masks].map((place) => Math.floor(place / 3))).toEqual([0, 1, 2]);
      expect(targets.every((item) => item >= 0)).toBe(true);
    }
  });

  it('hides the last items alone where that share is 1', () => {
    expect([...hide(0.5, 1).targets]).toEqual([6, 7, 2]);
  });

  it('hides about the share asked for', () => {
    const long = [new Int32Array(20_000)];
    const { masked } = hideItems({ batch: long, maskShare: 0.3, lastShare: 0, random: new Random(1) });
    // Five standard deviations of the binomial.
    expect(Math.abs(masked.masks.length - 6000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.3 * 0.7));
  });
});

describe('trainMaskedItems', () => {
  it('learns what comes next from sequences longer than the model, keeping the number of tensors', () => {
    const before = tf.memory().numTensors;
    const model = newModel();
    const during = new Set<number>();
    let epochs = 0;
    trainMaskedItems({
      ...budget,
      model,
      sequences: walks(24, 8),
      validate: () => {
        during.add(tf.memory().numTensors);
        // The last epoch is the best.
        return -epochs++;
      },
    });
    expect(during.size).toBe(1);
    const start = Int32Array.from({ length: ITEMS }, (_, item) => item);
    const scores = scorerOf(model).score({
      users: new Int32Array(ITEMS).fill(-1),
      sequences: Int32Array.from({ length: 3 * ITEMS }, (_, n) => (Math.floor(n / 3) + (n % 3)) % ITEMS),
      width: 3,
      rows: start,
      lengths: new Int32Array(ITEMS).fill(3),
    });
    const best = Array.from(start, (row) => {
      const own = scores.subarray(row * ITEMS, (row + 1) * ITEMS);
      return own.indexOf(Math.max(...own));
    });
    // By chance it would be one of the twelve.
    expect(best.filter((item, row) => item === (row + 3) % ITEMS).length).toBeGreaterThanOrEqual(10);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same weights for the same seed, others for another', () => {
    const weights = (seed: number) => {
      const model = newModel();
      trainMaskedItems({ ...budget, epochs: 2, model, sequences: walks(6, 4), seed });
      const values = model.parameters.map((parameter) => [...parameter.data()]);
      model.dispose();
      return values;
    };
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });

  it('refuses a share that is no probability, and unknown options', () => {
    const model = newModel();
    const options = { ...budget, model, sequences: walks(6, 4) };
    expect(() => trainMaskedItems({ ...options, maskShare: 1.5 })).toThrow(/maskShare must be in \[0, 1\]/);
    expect(() => trainMaskedItems({ ...options, lastShare: Number.NaN })).toThrow(/lastShare must be/);
    expect(() => trainMaskedItems({ ...options, maskshare: 0.1 } as never)).toThrow(
      /did you mean "maskShare"/,
    );
    model.dispose();
  });
});
