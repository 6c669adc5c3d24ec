import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';

/** With one place of padding where no query knows any item, so that there is something to gather from. */
export function withPlaces(contexts: Contexts): Contexts {
  if (contexts.width > 0) return contexts;
  return { ...contexts, width: 1, sequences: new Int32Array(contexts.users.length).fill(-1) };
}

/** The items of all places of all sequences, padding as item 0; gather vectors with it and hide padding by a mask. */
export function itemsOfPlaces({ sequences }: Contexts): Int32Array {
  return sequences.map((item) => Math.max(item, 0));
}

/**
 * Each query's row of `places`, the one that its last known item stands at; zeros for an empty history.
 * @param places [sequences · width, columns], row after row
 * @returns [queries, columns], differentiable in `places`
 */
export function gatherQueries(places: tf.Tensor2D, { rows, lengths, width }: Contexts): tf.Tensor2D {
  const at = rows.map((row, q) => row * width + Math.max(lengths[q] - 1, 0));
  const gathered = tf.gather(places, tf.tensor1d(at, 'int32')) as tf.Tensor2D;
  if (!lengths.includes(0)) return gathered;
  const isKnown = Float32Array.from(lengths, (length) => (length > 0 ? 1 : 0));
  return tf.mul(gathered, tf.tensor2d(isKnown, [lengths.length, 1]));
}
