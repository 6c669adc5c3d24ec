import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { attentionBlock, feedForwardBlock, gelu, layerNorm, linear, selfAttention } from '../../src/tensor';

const [texts, width, heads, size, intermediate] = [2, 3, 2, 2, 6];
const hidden = heads * size;
const shape = { heads, size, epsilon: 1e-5 };
const random = new Random(8);
const normal = (...axes: number[]) =>
  tf.tensor(
    random.normals(
      axes.reduce((a, b) => a * b),
      1,
    ),
    axes,
  );

type Six = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
const x = normal(texts * width, hidden);
const attentionWeights: Six = [
  normal(3 * hidden, hidden),
  normal(3 * hidden),
  normal(hidden, hidden),
  normal(hidden),
  normal(hidden),
  normal(hidden),
];
const feedForwardWeights: Six = [
  normal(intermediate, hidden),
  normal(intermediate),
  normal(intermediate, hidden),
  normal(hidden),
  normal(hidden),
  normal(hidden),
];
const mask = tf.tensor4d([0, 0, 0, 0, -1e9, -1e9], [texts, 1, 1, width]);

/** The same halves from single operations, which have tests of their own. */
function dense(input: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor, transposed: boolean): tf.Tensor2D {
  return linear({
    x: input as tf.Tensor2D,
    weights: weights as tf.Tensor2D,
    bias: bias as tf.Tensor1D,
    transposed,
  });
}
function normalized(input: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return layerNorm({
    x: input as tf.Tensor2D,
    gain: gain as tf.Tensor1D,
    bias: bias as tf.Tensor1D,
    epsilon: shape.epsilon,
  });
}

const attention = {
  block:
    (recorded: boolean, padding: tf.Tensor4D | null) =>
    (input: tf.Tensor, ...weights: tf.Tensor[]) =>
      attentionBlock({
        x: input as tf.Tensor2D,
        shape,
        texts,
        mask: padding,
        weights: weights as Six,
        recorded,
      }),
  parts:
    (padding: tf.Tensor4D | null) =>
    (input: tf.Tensor, ...[p, pb, d, db, gain, bias]: tf.Tensor[]) => {
      const projections = dense(input, p, pb, true);
      const attended = selfAttention({ projections, texts, heads, mask: padding, dropoutMask: null });
      return normalized(tf.add(dense(attended, d, db, false), input), gain, bias);
    },
};
const feedForward = {
  block:
    (recorded: boolean) =>
    (input: tf.Tensor, ...weights: tf.Tensor[]) =>
      feedForwardBlock({ x: input as tf.Tensor2D, shape, weights: weights as Six, recorded }),
  parts: (input: tf.Tensor, ...[w, wb, n, nb, gain, bias]: tf.Tensor[]) =>
    normalized(tf.add(dense(gelu(dense(input, w, wb, true)), n, nb, false), input), gain, bias),
};

function expectEqual(found: tf.Tensor, expected: tf.Tensor): void {
  expect(found.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]).toBeLessThan(1e-4);
}

describe.each([
  [
    'attentionBlock',
    attention.block(true, null),
    attention.block(false, null),
    attention.parts(null),
    attentionWeights,
  ],
  [
    'attentionBlock with padding',
    attention.block(true, mask),
    attention.block(false, mask),
    attention.parts(mask),
    attentionWeights,
  ],
  [
    'feedForwardBlock',
    feedForward.block(true),
    feedForward.block(false),
    feedForward.parts,
    feedForwardWeights,
  ],
] as const)('%s', (_, recorded, unrecorded, parts, weights) => {
  it('gives what its single operations give, recorded or not', () => {
    const expected = parts(x, ...weights);
    expectEqual(recorded(x, ...weights), expected);
    expectEqual(unrecorded(x, ...weights), expected);
  });

  it('has the gradients that its single operations have, for its input and every weight', () => {
    const dy = normal(texts * width, hidden);
    const found = tf.grads(recorded)([x, ...weights], dy);
    const expected = tf.grads(parts)([x, ...weights], dy);
    expect(found).toHaveLength(7);
    found.forEach((gradient, i) => {
      expectEqual(gradient, expected[i]);
    });
  });

  it('keeps no tensor', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      unrecorded(x, ...weights);
      tf.grads(recorded)([x, ...weights]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
