import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BertEncoder } from '../../src/language/bert-encoder';
import { batchTokens } from '../../src/language/token-batch';
import { Random } from '../../src/random';
import { disposeGradients, valueAndGradients } from '../../src/tensor/gradients';
import { recomputed } from '../../src/tensor/recomputed';

const batches = [
  [2, 5, 6, 3],
  [2, 5, 9, 8, 3],
].map((tokens) => batchTokens({ tokens: [Int32Array.from(tokens)], padId: 0 }));

let encoder: BertEncoder;
beforeAll(() => {
  encoder = BertEncoder.load({ folder: join(__dirname, '..', 'fixtures', 'tiny-bert') });
});
afterAll(() => encoder.dispose());

type Wrap = (part: () => tf.Tensor2D) => tf.Tensor2D;
const plain: Wrap = (part) => part();
const again: Wrap = (part) => recomputed(encoder.parameters, part);

/** Two texts that share tokens, with dropout, through an encoder whose word table has a gradient by rows. */
function run(wrap: Wrap, parts: { calls: number }) {
  const { value, gradients } = valueAndGradients({
    parameters: encoder.parameters,
    loss: () => {
      const vectors = batches.map((batch, k) =>
        wrap(() => {
          parts.calls++;
          return encoder.embed({ batch, training: true, random: new Random(k) });
        }),
      );
      return tf.sum(tf.mul(vectors[0], tf.sin(vectors[1])));
    },
  });
  const read = [...gradients].map(([{ name }, gradient]) => ({
    name,
    indices: gradient.kind === 'rows' ? [...gradient.indices].sort() : [],
    norm: tf.tidy(() => tf.norm(gradient.values).dataSync()[0]),
  }));
  disposeGradients(gradients);
  return { value, read };
}

describe('recomputed', () => {
  it('has the value and the gradients of the part itself, each row of a table once', () => {
    const kept = run(plain, { calls: 0 });
    const made = run(again, { calls: 0 });
    expect(made.value).toBe(kept.value);
    expect(made.read.map(({ name }) => name)).toEqual(kept.read.map(({ name }) => name));
    kept.read.forEach(({ name, indices, norm }, i) => {
      expect(made.read[i].indices, name).toEqual(indices);
      expect(made.read[i].norm, name).toBeCloseTo(norm, 5);
    });
    expect(kept.read.some(({ indices }) => indices.length === 6)).toBe(true);
  });

  it('runs a part once on the way there and once on the way back', () => {
    const [kept, made] = [{ calls: 0 }, { calls: 0 }];
    run(plain, kept);
    run(again, made);
    expect([kept.calls, made.calls]).toEqual([2, 4]);
  });

  it('is the part itself where nothing is differentiated', () => {
    let calls = 0;
    const value = tf.tidy(() =>
      recomputed(encoder.parameters, () => {
        calls++;
        return tf.scalar(3);
      }).dataSync(),
    );
    expect([calls, value[0]]).toEqual([1, 3]);
  });

  it('leaves no tensor behind, and holds fewer in between', () => {
    const most = (wrap: Wrap) => {
      let peak = 0;
      const before = tf.memory().numTensors;
      const { gradients } = valueAndGradients({
        parameters: encoder.parameters,
        loss: () => {
          const vectors = batches.map((batch) =>
            wrap(() => encoder.embed({ batch, training: true, random: new Random(1) })),
          );
          peak = tf.memory().numTensors - before;
          return tf.sum(tf.mul(vectors[0], vectors[1])) as tf.Scalar;
        },
      });
      disposeGradients(gradients);
      expect(tf.memory().numTensors).toBe(before);
      return peak;
    };
    expect(most(again)).toBeLessThan(most(plain) - 50);
  });
});
