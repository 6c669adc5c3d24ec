import * as tf from '@tensorflow/tfjs-node';
import { expect } from 'vitest';

export interface ValueAndSlopes {
  value: number;
  gradients: number[][];
}

type Nested = number[] | number[][] | number[][][];

/** Value and gradients of a loss in its leaves; no tensor may be left over. */
export function evaluate(
  loss: (...leaves: tf.Tensor2D[]) => tf.Scalar,
  leaves: readonly Nested[],
): ValueAndSlopes {
  const before = tf.memory().numTensors;
  const found = tf.tidy(() => {
    const tensors = leaves.map((leaf) => tf.tensor(leaf));
    const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => loss(...(args as tf.Tensor2D[])))(
      tensors,
    );
    return { value, grads };
  });
  const result = {
    value: found.value.dataSync()[0],
    gradients: found.grads.map((gradient) => [...gradient.dataSync()]),
  };
  tf.dispose([found.value, ...found.grads]);
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

/** Agreement to 1e-5 of the value, and of each gradient's largest slope. */
export function expectGolden(found: ValueAndSlopes, golden: ValueAndSlopes): void {
  expect(Math.abs(found.value - golden.value)).toBeLessThan(1e-5 * Math.abs(golden.value));
  expect(found.gradients.length).toBe(golden.gradients.length);
  golden.gradients.forEach((gradient, g) => {
    const largest = Math.max(...gradient.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    expect(found.gradients[g].length).toBe(gradient.length);
    gradient.forEach((slope, i) => {
      expect(Math.abs(found.gradients[g][i] - slope)).toBeLessThan(1e-5 * largest);
    });
  });
}
