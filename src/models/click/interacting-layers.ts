import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { selfAttention } from '../../tensor/self-attention';

/**
 * Interacting layers of AutoInt, over the features of each row:
 *   e' = relu([softmax(q_h k_hᵀ / √size) v_h]_h + e W_r),  q, k, v = e W_q, e W_k, e W_v of each head
 * The paper's equation 5 has no 1 / √size; W_q can take it in, and the scale keeps the start of training alike for heads of
 * any size.
 * @see Song et al. 2019, arXiv:1810.11921, section 4.4
 */
export class InteractingLayers {
  readonly parameters: readonly Parameter[];
  /** Columns of what comes out: heads · headSize. */
  readonly width: number;
  private readonly layers: readonly { readonly projections: Parameter; readonly residual: Parameter }[];
  private readonly heads: number;

  constructor(options: {
    /** Columns of a feature's vector. */
    readonly inputs: number;
    readonly count: number;
    readonly heads: number;
    readonly headSize: number;
    readonly random: Random;
  }) {
    const { inputs, count, heads, headSize, random } = options;
    this.heads = heads;
    this.width = heads * headSize;
    const matrix = (name: string, rows: number, columns: number) =>
      new Parameter({
        ...{ name, shape: [rows, columns] },
        values: random.normals(rows * columns, 1 / Math.sqrt(rows)),
      });
    this.layers = Array.from({ length: count }, (_, l) => {
      const width = l === 0 ? inputs : this.width;
      return {
        projections: matrix(`interacting-${l + 1}/projections`, width, 3 * this.width),
        residual: matrix(`interacting-${l + 1}/residual`, width, this.width),
      };
    });
    this.parameters = this.layers.flatMap(({ projections, residual }) => [projections, residual]);
  }

  /** [rows, features, inputs] -> [rows, features · width] */
  forward(vectors: tf.Tensor3D): tf.Tensor2D {
    const [rows, features, inputs] = vectors.shape;
    const flat = tf.reshape(vectors, [rows * features, inputs]) as tf.Tensor2D;
    const out = this.layers.reduce((x, { projections, residual }) => {
      const attended = selfAttention({
        ...{ texts: rows, heads: this.heads, mask: null, dropoutMask: null },
        projections: tf.matMul(x, projections.value<tf.Tensor2D>()),
      });
      return tf.relu(tf.add(attended, tf.matMul(x, residual.value<tf.Tensor2D>()))) as tf.Tensor2D;
    }, flat);
    return tf.reshape(out, [rows, features * this.width]);
  }
}
