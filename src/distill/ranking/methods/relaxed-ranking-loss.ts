import * as tf from '@tensorflow/tfjs-node';
import { crossEntropyOfLabels } from '../../losses/cross-entropy-kernels';
import { meanOverRows, type RowLosses } from '../../losses/mean-over-rows';

// Takes a candidate out of a softmax; finite, so that its slope is 0 and not NaN.
const out = -1e30;

/** Which of a row's ranked items count; null where all do. */
export type Kept = Float32Array | null;

/**
 * [positions, candidates]: for the item at each position those candidates are left in that do not stand before it.
 * With `ordered` false no other ranked item is: each is set against the rest alone.
 */
function laterOnly(ranked: number, rest: number, ordered: boolean): Float32Array {
  const mask = new Float32Array(ranked * (ranked + rest));
  for (let position = 0; position < ranked; position++) {
    for (let candidate = 0; candidate < ranked; candidate++) {
      const isOut = ordered ? candidate < position : candidate !== position;
      if (isOut) mask[position * (ranked + rest) + candidate] = out;
    }
  }
  return mask;
}

function positionLosses(
  z: tf.Tensor2D,
  options: { ranked: number; kept: tf.Tensor2D | null; masks: tf.Tensor },
): RowLosses {
  const { ranked, kept, masks } = options;
  const [batch, width] = z.shape;
  const lists = tf.reshape(tf.add(tf.expandDims(z, 1), masks), [batch * ranked, width]) as tf.Tensor2D;
  const labels = tf.tile(tf.range(0, ranked, 1, 'int32'), [batch]);
  const each = crossEntropyOfLabels(lists, labels);
  let rows = tf.reshape(each.rows, [batch, ranked]);
  let slopes = tf.reshape(each.slopes, [batch, ranked, width]);
  if (kept !== null) {
    rows = tf.mul(rows, kept);
    slopes = tf.mul(slopes, tf.expandDims(kept, 2));
  }
  return { rows: tf.sum(rows, 1), slopes: tf.sum(slopes, 1) };
}

/**
 * Negative log-likelihood of a ranking whose upper part is ordered and whose lower part is not (Plackett-Luce):
 *   L = -(1 / batch) · Σ_u Σ_{k ≤ K} ln( e^s_k / (Σ_{i ≥ k} e^s_i + Σ_j e^r_j) )
 * with s the logits of the ranked items, best first, and r those of the rest.
 * @param options.ranked s, [batch, K]
 * @param options.rest r, [batch, L]
 * @param options.kept [batch, K], 1 for the ranked items that count and 0 for places left empty, which stand in no sum
 *   either; null where all count
 * @param options.restKept the same for the rest, [batch, L]
 * @param options.isOrdered [batch], 0 for rows whose ranked items are set against the rest alone, not against one
 *   another: Σ_k ln( e^s_k / (e^s_k + Σ_j e^r_j) ); null where all are ordered
 * @returns scalar, in nats
 */
export function relaxedRankingLoss(options: {
  readonly ranked: tf.Tensor2D;
  readonly rest: tf.Tensor2D;
  readonly kept: Kept;
  readonly restKept: Kept;
  readonly isOrdered: Float32Array | null;
}): tf.Scalar {
  const { ranked, rest, kept, restKept, isOrdered } = options;
  const [batch, positions] = ranked.shape;
  const columns = rest.shape[1];
  const shape: [number, number, number] = [1, positions, positions + columns];
  return tf.tidy(() => {
    let masks: tf.Tensor = tf.tensor3d(laterOnly(positions, columns, true), shape);
    if (isOrdered !== null) {
      const alone = tf.tensor3d(laterOnly(positions, columns, false), shape);
      masks = tf.where(tf.reshape(tf.tensor1d(isOrdered, 'bool'), [batch, 1, 1]), masks, alone);
    }
    if (kept !== null || restKept !== null) {
      masks = tf.minimum(masks, tf.expandDims(emptyPlaces({ batch, positions, columns, kept, restKept }), 1));
    }
    return meanOverRows({
      input: tf.concat([ranked, rest], 1),
      weights: null,
      losses: (z) =>
        positionLosses(z, {
          ranked: positions,
          kept: kept === null ? null : tf.tensor2d(kept, [batch, positions]),
          masks,
        }),
    });
  });
}

/** [batch, positions + columns], 0 for what is there and -1e30 for places left empty. */
function emptyPlaces(options: {
  batch: number;
  positions: number;
  columns: number;
  kept: Kept;
  restKept: Kept;
}): tf.Tensor2D {
  const { batch, positions, columns, kept, restKept } = options;
  const part = (values: Kept, width: number) =>
    values === null ? tf.ones([batch, width]) : tf.tensor2d(values, [batch, width]);
  const isThere = tf.concat([part(kept, positions), part(restKept, columns)], 1);
  return tf.mul(tf.sub(1, isThere), out) as tf.Tensor2D;
}
