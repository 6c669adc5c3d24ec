import type * as tf from '@tensorflow/tfjs-node';
import { softmaxRows } from '../soft-targets/soft-probabilities';

/** Probabilities of a batch, outside of the differentiation. */
export interface RowProbabilities {
  readonly rows: number;
  readonly classes: number;
  /** [rows, classes], row-major */
  readonly values: Float32Array;
}

/** softmax of each row of logits. */
export function probabilitiesOf(logits: tf.Tensor2D): RowProbabilities {
  const [rows, classes] = logits.shape;
  const values = softmaxRows({ logits: logits.dataSync() as Float32Array, classes, temperature: 1 });
  return { rows, classes, values };
}

/** One number a row. */
export function mapRows(
  { rows, classes, values }: RowProbabilities,
  of: (row: Float32Array, index: number) => number,
): Float32Array {
  return Float32Array.from({ length: rows }, (_, i) =>
    of(values.subarray(i * classes, (i + 1) * classes), i),
  );
}

/** −Σ p ln p, in nats */
export function entropy(probabilities: Float32Array): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum;
}

/** −Σ p ln p / ln classes: 0 where one class has it all, 1 where all are alike. */
export function relativeEntropy(probabilities: Float32Array): number {
  return Math.min(1, entropy(probabilities) / Math.log(probabilities.length));
}

/** The first of the most probable classes. */
export function mostProbable(probabilities: Float32Array): number {
  let best = 0;
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[best]) best = c;
  return best;
}
