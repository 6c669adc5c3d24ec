import * as tf from '@tensorflow/tfjs-node';
import type { Contexts, Sequences } from '../../data/contexts';
import { InputError } from '../../errors';
import { attribute, nativeOp } from '../../tensor/native';
import type { Scorer } from './ranking-model';

/** The Gram matrix, its inverse and the weights lie in memory at once: 20,000 items are 4.8 GB. */
const MOST_ITEMS = 20_000;

/**
 * EASE: a linear autoencoder with a zero diagonal, in closed form. With G = XᵀX + λI over users' binary rows X and
 * P = G⁻¹:  B[i, j] = -P[i, j] / P[j, j], B[j, j] = 0;  score = x B for the items x of the history.
 * @throws InputError above 20,000 items, where the inverse is out of reach
 * @see Steck 2019, arXiv:1905.03375
 */
export class Ease implements Scorer {
  private readonly weights: tf.Tensor2D;

  constructor(options: {
    readonly items: number;
    readonly sequences: Sequences;
    /** λ > 0 */
    readonly regularisation: number;
  }) {
    const { items, regularisation } = options;
    if (items > MOST_ITEMS) {
      throw new InputError(
        `Ease: expected at most ${MOST_ITEMS} items, found ${items}; take itemKnn, or drop rare items`,
      );
    }
    if (!(regularisation > 0)) {
      throw new RangeError(`Ease: regularisation must be > 0, found ${regularisation}`);
    }
    this.weights = tf.tidy(() => {
      const gram = tf.tensor2d(gramMatrix(options), [items, items]);
      const inverse = nativeOp(
        'MatrixInverse',
        [attribute.boolean('adjoint', false), attribute.float32('T')],
        [gram],
      );
      const diagonal = tf.sum(tf.mul(inverse, tf.eye(items)), 0); // [items]
      const open = tf.sub(1, tf.eye(items));
      return tf.keep(tf.mul(tf.neg(tf.div(inverse, diagonal)), open)) as tf.Tensor2D;
    });
  }

  get items(): number {
    return this.weights.shape[0];
  }

  score({ rows, lengths, sequences, width }: Contexts): Float32Array {
    const histories = new Float32Array(rows.length * this.items);
    rows.forEach((row, q) => {
      for (let place = 0; place < lengths[q]; place++) {
        histories[q * this.items + sequences[row * width + place]] = 1;
      }
    });
    const x = tf.tensor2d(histories, [rows.length, this.items]);
    const scores = tf.matMul(x, this.weights);
    const values = scores.dataSync() as Float32Array;
    tf.dispose([x, scores]);
    return values;
  }

  dispose(): void {
    this.weights.dispose();
  }
}

function gramMatrix(options: {
  readonly items: number;
  readonly sequences: Sequences;
  readonly regularisation: number;
}): Float32Array {
  const { items, sequences, regularisation } = options;
  const gram = new Float32Array(items * items);
  for (let user = 0; user + 1 < sequences.offsets.length; user++) {
    const own = new Set(sequences.items.subarray(sequences.offsets[user], sequences.offsets[user + 1]));
    for (const a of own) for (const b of own) gram[a * items + b]++;
  }
  for (let i = 0; i < items; i++) gram[i * items + i] += regularisation;
  return gram;
}
