import * as tf from '@tensorflow/tfjs-node';
import type { TermBatch } from '../../../src/distill/distill-term';
import { Random } from '../../../src/random';

/** [rows, columns] of normal numbers */
export function matrix(seed: number, rows: number, columns: number, scale = 1.5): tf.Tensor2D {
  return tf.tensor2d(new Random(seed).normals(rows * columns, scale), [rows, columns]);
}

/** Four rows of three classes, the first and last with a label; what is given stands in its place. */
export function termBatch(given: Partial<TermBatch> = {}): TermBatch {
  return {
    rows: Int32Array.from([0, 1, 2, 3]),
    labels: Int32Array.from([0, -1, -1, 2]),
    studentLogits: given.studentLogits ?? matrix(1, 4, 3),
    teacherLogits: given.teacherLogits ?? matrix(2, 4, 3),
    studentLayers: [],
    teacherLayers: [],
    temperature: 2,
    epoch: 0,
    epochs: 10,
    random: new Random(7),
    ...given,
  };
}

export const number = (scalar: tf.Tensor) => scalar.dataSync()[0];

/** Largest difference between the gradient of `loss` and its finite differences, by the largest slope. */
export function gradientFault(loss: (x: tf.Tensor2D) => tf.Scalar, at: tf.Tensor2D, step = 1 / 64) {
  const values = at.dataSync() as Float32Array;
  const gradient = tf
    .grad((x: tf.Tensor) => loss(x as tf.Tensor2D))(at)
    .dataSync();
  let largest = 0;
  let fault = 0;
  for (let i = 0; i < values.length; i++) {
    const moved = (by: number) => {
      const copy = Float32Array.from(values);
      copy[i] += by;
      return number(loss(tf.tensor2d(copy, at.shape)));
    };
    const slope = (moved(step) - moved(-step)) / (2 * step);
    largest = Math.max(largest, Math.abs(slope));
    fault = Math.max(fault, Math.abs(gradient[i] - slope));
  }
  return { largest, fault: fault / largest };
}
