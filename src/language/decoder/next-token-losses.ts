import * as tf from '@tensorflow/tfjs-node';
import { matrixProduct } from '../../tensor/arithmetic';
import { crossEntropyOfLabels } from '../../tensor/cross-entropy';

export interface NextTokenLossesOptions {
  /** [rows, hidden] */
  states: tf.Tensor2D;
  /** [rows], the token that came next */
  targets: Int32Array;
  /** [vocabulary, hidden] */
  words: tf.Tensor2D;
  /** Whether the slopes in the states are asked for. */
  slopes: boolean;
}

export interface NextTokenLosses {
  /** -log softmax(states · wordsᵀ)[target]: [rows], in nats */
  losses: tf.Tensor1D;
  /** d losses[i] / d states[i, :]: [rows, hidden]; null where not asked for */
  slopes: tf.Tensor2D | null;
}

/** Logits that are held at once: 32 MB, about 160 rows of GPT-2's 50,257 tokens. */
const largestBlock = 2 ** 23;

/**
 * Cross-entropy of each row's next token. Logits and their slopes are made and dropped in blocks of rows, so that memory
 * stays bounded whatever the vocabulary. Within a tidy; nothing is recorded.
 */
export function nextTokenLosses(options: NextTokenLossesOptions): NextTokenLosses {
  const { states, targets, words } = options;
  const [rows, hidden] = states.shape;
  const rowsPerBlock = Math.max(1, Math.floor(largestBlock / words.shape[0]));
  const losses: tf.Tensor1D[] = [];
  const slopes: tf.Tensor2D[] = [];
  for (let start = 0; start < rows; start += rowsPerBlock) {
    const count = Math.min(rowsPerBlock, rows - start);
    const [loss, slope] = tf.tidy(() => {
      const part = tf.slice(states, [start, 0], [count, hidden]);
      const logits = matrixProduct(part, words, { b: true }) as tf.Tensor2D; // [count, vocabulary]
      const block = crossEntropyOfLabels(
        logits,
        tf.tensor1d(targets.subarray(start, start + count), 'int32'),
      );
      return options.slopes ? [block.rows, matrixProduct(block.slopes, words, {})] : [block.rows];
    });
    losses.push(loss as tf.Tensor1D);
    if (slope !== undefined) slopes.push(slope as tf.Tensor2D);
  }
  return { losses: tf.concat(losses), slopes: options.slopes ? tf.concat(slopes) : null };
}
