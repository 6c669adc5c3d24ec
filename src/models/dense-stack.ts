import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../random';
import { dropout } from '../tensor/dropout';
import { linear } from '../tensor/linear';
import { Parameter } from '../tensor/parameter';

/** y = x W + b */
export interface Dense {
  /** [inputs, outputs] */
  readonly weights: Parameter;
  /** [outputs] */
  readonly bias: Parameter;
}

/** @param weights row-major, as many columns as the bias has values */
export function dense(name: string, weights: Float32Array, bias: Float32Array): Dense {
  const shape = [weights.length / bias.length, bias.length];
  return {
    weights: new Parameter({ name: `${name}/weights`, shape, values: weights }),
    bias: new Parameter({ name: `${name}/bias`, shape: [bias.length], values: bias, decays: false }),
  };
}

/** [rows, inputs] -> [rows, outputs] */
export function applyDense({ weights, bias }: Dense, x: tf.Tensor2D): tf.Tensor2D {
  return linear({ x, weights: weights.value<tf.Tensor2D>(), bias: bias.value<tf.Tensor1D>() });
}

/** Dense layers with rectifiers: h_k = relu(h_(k-1) W_k + b_k), started after He et al. 2015 (arXiv:1502.01852). */
export class DenseStack {
  readonly parameters: readonly Parameter[];
  /** Columns of what comes out: the last layer's, or the input's where there is no layer. */
  readonly width: number;
  private readonly layers: readonly Dense[];
  private readonly rate: number;

  constructor(options: {
    /** Columns of what comes in. */
    readonly inputs: number;
    /** Widths of the layers; none passes the input on. */
    readonly layers: readonly number[];
    /** Probability that a hidden value is dropped in training. */
    readonly dropout: number;
    readonly random: Random;
  }) {
    const { inputs, layers, random } = options;
    const widths = [inputs, ...layers];
    this.rate = options.dropout;
    this.layers = layers.map((width, k) => {
      const values = random.normals(widths[k] * width, Math.sqrt(2 / widths[k]));
      return dense(`layer-${k + 1}`, values, new Float32Array(width));
    });
    this.width = widths[layers.length];
    this.parameters = this.layers.flatMap(({ weights, bias }) => [weights, bias]);
  }

  /** [rows, inputs] -> [rows, width]; dropout only in training and with `random`. */
  forward(x: tf.Tensor2D, mode: { training: boolean; random: Random | null }): tf.Tensor2D {
    return this.layersOf(x, mode).at(-1) ?? x;
  }

  /** What each layer gives, first to last: [rows, its width] */
  layersOf(
    x: tf.Tensor2D,
    { training, random }: { training: boolean; random: Random | null },
  ): tf.Tensor2D[] {
    const hidden: tf.Tensor2D[] = [];
    for (const layer of this.layers) {
      const y = tf.relu(applyDense(layer, hidden.at(-1) ?? x));
      hidden.push(training && random !== null ? dropout({ x: y, rate: this.rate, random }) : y);
    }
    return hidden;
  }
}
