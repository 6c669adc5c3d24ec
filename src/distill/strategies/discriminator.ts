import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import { type Dense, dense } from '../../models/dense-stack';
import type { Random } from '../../random';
import { detached } from '../../tensor/detached';
import { linear } from '../../tensor/linear';
import type { Parameter } from '../../tensor/parameter';
import { binaryCrossEntropyLoss } from '../losses/binary-cross-entropy-loss';

/** What is set of a discriminator. */
export interface DiscriminatorOptions {
  /** Widths of its hidden layers; none is logistic regression. */
  readonly layers: readonly number[];
  /** Starts its weights. */
  readonly random: Random;
}

/**
 * Tells a teacher's rows from a student's: D(x), a logit, above 0 for "teacher". Two players, one loss:
 *   L_D = -mean ln σ(D(x_t)) - mean ln(1 - σ(D(x_s))),  in D's weights alone: x_s is a constant there
 *   L_S = -mean ln σ(D(x_s)),                           in x_s alone: D's weights are constants there
 * L_S is the form that does not saturate: its slope is largest where D is sure.
 * @see Goodfellow et al. 2014, arXiv:1406.2661, section 3
 */
export class Discriminator {
  readonly parameters: readonly Parameter[];
  private readonly layers: readonly Dense[];

  /** @throws InputError where a width is no whole number of at least 1 */
  constructor(where: string, options: DiscriminatorOptions & { readonly inputs: number }) {
    const { inputs, layers, random } = options;
    const widths = [inputs, ...layers, 1];
    for (const width of widths) {
      if (Number.isInteger(width) && width >= 1) continue;
      throw new InputError(`${where}: inputs and layers must be whole numbers of at least 1, found ${width}`);
    }
    this.layers = widths.slice(1).map((width, k) => {
      const values = random.normals(widths[k] * width, Math.sqrt(2 / widths[k]));
      return dense(`discriminator/layer-${k + 1}`, values, new Float32Array(width));
    });
    this.parameters = this.layers.flatMap(({ weights, bias }) => [weights, bias]);
  }

  /** What is asked of both players: L_D + L_S; each one's gradient reaches its own side alone. */
  loss(rows: { readonly teacher: tf.Tensor2D; readonly student: tf.Tensor2D }): tf.Scalar {
    const live = (parameter: Parameter) => parameter.value();
    const frozen = (parameter: Parameter) => parameter.variable.read();
    const told = (x: tf.Tensor2D, isTeacher: boolean, read: (parameter: Parameter) => tf.Tensor) => {
      const logits = this.score(x, read);
      const labels = new Float32Array(logits.size).fill(Number(isTeacher));
      return binaryCrossEntropyLoss({ logits, labels });
    };
    return tf.addN([
      told(detached(rows.teacher), true, live),
      told(detached(rows.student), false, live),
      told(rows.student, true, frozen),
    ]) as tf.Scalar;
  }

  /** Its weights' own learning rate, as a term names it. */
  at(learningRate: number): ReadonlyMap<Parameter, number> {
    return new Map(this.parameters.map((parameter) => [parameter, learningRate]));
  }

  /** [rows, inputs] -> [rows] */
  private score(x: tf.Tensor2D, read: (parameter: Parameter) => tf.Tensor): tf.Tensor1D {
    let hidden = x;
    this.layers.forEach(({ weights, bias }, k) => {
      const layer = linear({
        x: hidden,
        weights: read(weights) as tf.Tensor2D,
        bias: read(bias) as tf.Tensor1D,
      });
      hidden = k < this.layers.length - 1 ? tf.relu(layer) : layer;
    });
    return tf.reshape(hidden, [x.shape[0]]);
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
