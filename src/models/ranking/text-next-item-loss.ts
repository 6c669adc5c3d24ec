import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { checkOptions, InputError } from '../../errors';
import { crossEntropyOfLabels } from '../../tensor/cross-entropy';

export interface TextNextItemOptions {
  /** The texts' vectors as the encoder gives them: [items, width] */
  readonly vectors: tf.Tensor2D;
  /** Over these items; each query must know one. */
  readonly contexts: Contexts;
  /** [queries], the item that came next */
  readonly targets: Int32Array;
  /** Of a history's item against the next younger one. */
  readonly historyDecay: number;
  readonly temperature: number;
  /** [items], the probability with which each came to stand among them; 1 for a whole catalogue. */
  readonly inclusion: Float32Array;
}

const fields = ['vectors', 'contexts', 'targets', 'historyDecay', 'temperature', 'inclusion'];

/** What an item that the query knows loses against all others. */
const KNOWN = -1e9;

/**
 * How badly likeness of texts tells what came next among the given items:
 *   L = -mean_c ln( e^z[y] / (e^z[y] + Σ_{i ≠ y, unknown} e^z[i] / π_i) ),  z_i = ⟨q_c, t_i⟩ / τ
 *   q_c = Σ_p decay^(n - p) t_{s_p}, of length 1;  t_i = e_i less the items' mean, of length 1
 * Dividing by π_i, the probability that a batch holds item i, makes the sum an estimate of that over the catalogue:
 * popular items are in most batches and would else be pushed away too often. Items that the query knows are left out,
 * unless one came again.
 * @returns scalar, in nats, differentiable in `vectors`; call it within a tidy
 * @throws InputError for a query that knows nothing
 * @see Bengio & Senécal 2008, IEEE Transactions on Neural Networks 19(4); Yi et al. 2019, "Sampling-bias-corrected
 * neural modeling for large corpus item recommendations" (there the target is corrected as well, which no estimate of
 * the sum asks for: it always stands in it)
 */
export function textNextItemLoss(options: TextNextItemOptions): tf.Scalar {
  checkOptions('textNextItemLoss', options, fields);
  const { vectors, contexts, targets, historyDecay, temperature } = options;
  const [items] = vectors.shape;
  const centred = tf.sub(vectors, tf.mean(vectors, 0, true)) as tf.Tensor2D;
  const directions = unitRows(centred); // [items, width]
  const histories = tf.tensor2d(decayedHistories(contexts, items, historyDecay), [targets.length, items]);
  const wanted = unitRows(tf.matMul(histories, directions)); // [queries, width]
  const cosines = tf.matMul(wanted, directions, false, true); // [queries, items]
  const offsets = tf.tensor2d(offsetsOf(options, items), [targets.length, items]);
  return meanCrossEntropy(tf.add(tf.div(cosines, temperature), offsets), targets);
}

/** Rows of length 1. */
function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), 1, true), 1e-12)));
}

function meanCrossEntropy(logits: tf.Tensor2D, labels: Int32Array): tf.Scalar {
  const losses = tf.customGrad((z, save) => {
    const { rows, slopes } = crossEntropyOfLabels(z as tf.Tensor2D, tf.tensor1d(labels, 'int32'));
    (save as tf.GradSaveFunc)([slopes]);
    return {
      value: tf.mean(rows),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], tf.div(dy, labels.length)),
    };
  });
  return losses(logits) as tf.Scalar;
}

/** [queries, items]: how much of each item a query's history holds. */
function decayedHistories(contexts: Contexts, items: number, decay: number): Float32Array {
  const shares = new Float32Array(contexts.rows.length * items);
  for (let query = 0; query < contexts.rows.length; query++) {
    const known = knownItems(contexts, query);
    if (known.length === 0) {
      throw new InputError(
        `textNextItemLoss: query ${query} knows no item; ask only where something was taken before`,
      );
    }
    known.forEach((item, place) => {
      shares[query * items + item] += decay ** (known.length - 1 - place);
    });
  }
  return shares;
}

/** [queries, items]: -ln π, but 0 for the target and out of reach for what the query knows. */
function offsetsOf({ contexts, targets, inclusion }: TextNextItemOptions, items: number): Float32Array {
  const offsets = new Float32Array(targets.length * items);
  const corrections = inclusion.map((probability) => -Math.log(probability));
  targets.forEach((target, query) => {
    const own = offsets.subarray(query * items, (query + 1) * items);
    own.set(corrections);
    for (const item of knownItems(contexts, query)) own[item] = KNOWN;
    own[target] = 0;
  });
  return offsets;
}
