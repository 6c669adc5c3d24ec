import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import { logShares } from './log-shares';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';
import { type SideFeatureOptions, SideFeatures } from './side-features';

export interface FeedForwardOptions extends SideFeatureOptions {
  /** Width of the user and item vectors. */
  dimensions: number;
  /** Widths of the hidden layers: [32] is a shallow student, [256, 128] the usual tutorial's teacher. */
  layers: readonly number[];
  /** Probability that a hidden value is dropped in training. */
  dropout: number;
  /** How often each rating level stands in the training rows; sets the starting offsets. */
  frequencies: ArrayLike<number>;
  random: Random;
}

interface Dense {
  weights: Parameter;
  bias: Parameter;
}

/**
 * Dense layers over embeddings and features, the plain model of many tutorials:
 *   h_0 = [e_u, e_i, features_u, features_i],  h_k = relu(W_k h_(k-1) + b_k),  z = W h_n + b
 * One hidden layer makes the shallow student, two wide ones the feed-forward teacher. `hidden` is h_n.
 */
export class FeedForwardModel implements RatingModel {
  readonly kind = 'feed-forward';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: SideFeatures;
  private readonly ids: { users: Parameter; items: Parameter };
  private readonly layers: readonly Dense[];
  private readonly out: Dense;
  private readonly rate: number;

  /** @throws InputError if `layers` names no hidden layer */
  constructor(options: FeedForwardOptions) {
    const { users, items, dimensions, random, frequencies } = options;
    if (options.layers.length === 0 || !options.layers.every((width) => width >= 1)) {
      throw new InputError(
        `FeedForwardModel: layers must be widths of at least one hidden layer, found [${options.layers}]`,
      );
    }
    this.classes = frequencies.length;
    this.rate = options.dropout;
    this.features = new SideFeatures(options);
    this.config = {
      users,
      items,
      dimensions,
      layers: options.layers,
      dropout: options.dropout,
      ...this.features.config,
    };
    this.constants = this.features.constants;
    const table = (name: string, rows: number) =>
      new Parameter({ name, shape: [rows, dimensions], values: random.normals(rows * dimensions, 0.1) });
    this.ids = { users: table('user-ids', users), items: table('item-ids', items) };
    const widths = [2 * dimensions + this.features.width, ...options.layers];
    this.layers = options.layers.map((width, k) =>
      dense(
        `layer-${k + 1}`,
        random.normals(widths[k] * width, Math.sqrt(2 / widths[k])),
        new Float32Array(width),
      ),
    );
    const last = widths[widths.length - 1];
    this.out = dense('out', random.normals(last * this.classes, 0.01), logShares(frequencies));
    const layers = [...this.layers, this.out].flatMap(({ weights, bias }) => [weights, bias]);
    this.parameters = [this.ids.users, this.ids.items, ...layers];
  }

  forward({ pairs, training, random }: ForwardOptions): ForwardResult {
    const parts = [this.ids.users.rows(pairs.users), this.ids.items.rows(pairs.items)];
    const features = this.features.of(pairs);
    if (features !== null) parts.push(features);
    let hidden = tf.concat(parts, 1) as tf.Tensor2D;
    for (const layer of this.layers) {
      hidden = tf.relu(apply(layer, hidden)); // [pairs, layer's width]
      if (training && random !== null) hidden = dropout({ x: hidden, rate: this.rate, random });
    }
    return { logits: apply(this.out, hidden), hidden };
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}

function dense(name: string, weights: Float32Array, bias: Float32Array): Dense {
  const shape = [weights.length / bias.length, bias.length];
  return {
    weights: new Parameter({ name: `${name}/weights`, shape, values: weights }),
    bias: new Parameter({ name: `${name}/bias`, shape: [bias.length], values: bias, decays: false }),
  };
}

function apply({ weights, bias }: Dense, x: tf.Tensor2D): tf.Tensor2D {
  return linear({ x, weights: weights.value<tf.Tensor2D>(), bias: bias.value<tf.Tensor1D>() });
}
