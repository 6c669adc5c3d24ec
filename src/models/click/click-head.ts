import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { applyDense, type Dense, dense } from '../dense-stack';
import { type ClickModelOptions, startingBias } from './click-model-options';

/** The last layer of a click model: z = ⟨w, h⟩ + b. */
export class ClickHead {
  readonly parameters: readonly Parameter[];
  private readonly out: Dense;

  constructor(options: {
    /** Columns of h. */
    readonly inputs: number;
    readonly random: Random;
    /** Of the model, whose clicks' share sets the bias. */
    readonly options: ClickModelOptions;
  }) {
    const { inputs, random } = options;
    this.out = dense('out', random.normals(inputs, 0.01), startingBias(options.options));
    this.parameters = [this.out.weights, this.out.bias];
  }

  /** [rows, inputs] -> [rows] */
  logits(hidden: tf.Tensor2D): tf.Tensor1D {
    return tf.reshape(applyDense(this.out, hidden), [hidden.shape[0]]);
  }
}
