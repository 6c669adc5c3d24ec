import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';

interface CrossLayer {
  /** [width, rank], null where W is full */
  readonly down: Parameter | null;
  /** [width, width], or [rank, width] */
  readonly weights: Parameter;
  readonly bias: Parameter;
}

/**
 * Cross layers of DCN-v2: x_(l+1) = x_0 ⊙ (x_l W_l + b_l) + x_l, with W_l of full rank or V_l U_l of a low one.
 * @see Wang et al. 2021, arXiv:2008.13535, section 3
 */
export class CrossLayers {
  readonly parameters: readonly Parameter[];
  private readonly layers: readonly CrossLayer[];

  constructor(options: {
    /** Columns of x. */
    readonly width: number;
    readonly count: number;
    /** Of V and U; null takes a full W. */
    readonly rank: number | null;
    readonly random: Random;
  }) {
    const { count } = options;
    this.layers = Array.from({ length: count }, (_, l) => crossLayer(`cross-${l + 1}`, options));
    this.parameters = this.layers
      .flatMap(({ down, weights, bias }) => [down, weights, bias])
      .filter((p): p is Parameter => p !== null);
  }

  /** [rows, width] -> [rows, width] */
  forward(x0: tf.Tensor2D): tf.Tensor2D {
    let x = x0;
    for (const { down, weights, bias } of this.layers) {
      const input = down === null ? x : (tf.matMul(x, down.value<tf.Tensor2D>()) as tf.Tensor2D);
      const crossed = linear({ x: input, weights: weights.value(), bias: bias.value() });
      x = tf.add(tf.mul(x0, crossed), x);
    }
    return x;
  }
}

function crossLayer(
  name: string,
  { width, rank, random }: { width: number; rank: number | null; random: Random },
): CrossLayer {
  const matrix = (part: string, rows: number, columns: number) =>
    new Parameter({
      ...{ name: `${name}/${part}`, shape: [rows, columns] },
      values: random.normals(rows * columns, 1 / Math.sqrt(rows)),
    });
  const down = rank === null ? null : matrix('down', width, rank);
  const weights = rank === null ? matrix('weights', width, width) : matrix('up', rank, width);
  const zeros = new Float32Array(width);
  const bias = new Parameter({ name: `${name}/bias`, shape: [width], values: zeros, decays: false });
  return { down, weights, bias };
}
