import type * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { SparseMatrix } from '../../tensor/sparse-matrix';

/** The training ratings, as what a model may read of users and items. */
export interface RatedPairs extends PairBatch {
  /** Rating of each pair in the scale's units. */
  ratings: Float32Array;
}

/** What a pair's own rating adds to the two sums, to be taken out again. */
export interface OwnShare {
  implicit: Float32Array;
  explicit: Float32Array;
}

/**
 * Who rated what, and how: for every row entity (user or item) the weighted sums over its partners' vectors,
 *   implicit_r = |N(r)|^-½ Σ_{c ∈ N(r)} y_c,   explicit_r = |N(r)|^-½ Σ_{c ∈ N(r)} (rating_rc - mean_r) w_c
 * as in SVD++ and in item-based auto-encoders. A pair's own rating must not predict itself: `ownShare` says what to take
 * out for the pairs that are part of the history.
 * @see Koren 2008, KDD (SVD++); Sedhain et al. 2015, WWW (AutoRec)
 */
export class History {
  private readonly implicit: SparseMatrix;
  private readonly explicit: SparseMatrix;
  private readonly place = new Map<number, number>();
  private readonly implicitValues: Float32Array;
  private readonly explicitValues: Float32Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
    rated: { rows: Int32Array; columns: Int32Array; ratings: Float32Array },
  ) {
    const order = Int32Array.from(rated.rows.keys()).sort(
      (a, b) => rated.rows[a] - rated.rows[b] || rated.columns[a] - rated.columns[b],
    );
    const rowOf = order.map((k) => rated.rows[k]);
    const columnOf = order.map((k) => rated.columns[k]);
    const { means, counts } = meansByRow(rows, rated);
    this.implicitValues = Float32Array.from(order, (k) => 1 / Math.sqrt(counts[rated.rows[k]]));
    this.explicitValues = Float32Array.from(order, (k, i) => {
      return (rated.ratings[k] - means[rated.rows[k]]) * this.implicitValues[i];
    });
    for (let i = 0; i < order.length; i++) this.place.set(rowOf[i] * columns + columnOf[i], i);
    const matrix = (values: Float32Array) =>
      new SparseMatrix(rows, columns, { rows: rowOf, columns: columnOf, values });
    this.implicit = matrix(this.implicitValues);
    this.explicit = matrix(this.explicitValues);
  }

  /** tables [columns, width] -> sums [rows, width] */
  sums(tables: { implicit: tf.Tensor2D; explicit: tf.Tensor2D }): {
    implicit: tf.Tensor2D;
    explicit: tf.Tensor2D;
  } {
    return {
      implicit: this.implicit.matMul(tables.implicit),
      explicit: this.explicit.matMul(tables.explicit),
    };
  }

  /** The weights with which each pair's own column stands in its row's sums; 0 for pairs outside the history. */
  ownShare(rows: Int32Array, columns: Int32Array): OwnShare {
    const implicit = new Float32Array(rows.length);
    const explicit = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const at = this.place.get(rows[i] * this.columns + columns[i]);
      if (at === undefined) continue;
      implicit[i] = this.implicitValues[at];
      explicit[i] = this.explicitValues[at];
    }
    return { implicit, explicit };
  }

  dispose(): void {
    this.implicit.dispose();
    this.explicit.dispose();
  }
}

/** Mean rating of each row, drawn to the overall mean by five ratings' weight. */
function meansByRow(rows: number, rated: { rows: Int32Array; ratings: Float32Array }) {
  const sums = new Float64Array(rows);
  const counts = new Float64Array(rows);
  for (let k = 0; k < rated.rows.length; k++) {
    sums[rated.rows[k]] += rated.ratings[k];
    counts[rated.rows[k]]++;
  }
  const overall = sums.reduce((a, b) => a + b, 0) / Math.max(1, rated.rows.length);
  const means = sums.map((sum, r) => (sum + 5 * overall) / (counts[r] + 5));
  return { means, counts };
}
