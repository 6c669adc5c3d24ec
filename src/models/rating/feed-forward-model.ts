import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { applyDense, type Dense, DenseStack, dense } from '../dense-stack';
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
  private readonly layers: DenseStack;
  private readonly out: Dense;

  /** @throws InputError if `layers` names no hidden layer */
  constructor(options: FeedForwardOptions) {
    const { users, items, dimensions, random, frequencies } = options;
    if (options.layers.length === 0 || !options.layers.every((width) => width >= 1)) {
      throw new InputError(
        `FeedForwardModel: layers must be widths of at least one hidden layer, found [${options.layers}]`,
      );
    }
    this.classes = frequencies.length;
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
    const inputs = 2 * dimensions + this.features.width;
    this.layers = new DenseStack({ inputs, layers: options.layers, dropout: options.dropout, random });
    const { width } = this.layers;
    this.out = dense('out', random.normals(width * this.classes, 0.01), logShares(frequencies));
    this.parameters = [
      ...[this.ids.users, this.ids.items, ...this.layers.parameters],
      ...[this.out.weights, this.out.bias],
    ];
  }

  forward({ pairs, training, random }: ForwardOptions): ForwardResult {
    const parts = [this.ids.users.rows(pairs.users), this.ids.items.rows(pairs.items)];
    const features = this.features.of(pairs);
    if (features !== null) parts.push(features);
    const x = tf.concat(parts, 1) as tf.Tensor2D;
    const hiddenLayers = this.layers.layersOf(x, { training, random });
    const hidden = hiddenLayers[hiddenLayers.length - 1];
    return { logits: applyDense(this.out, hidden), hidden, hiddenLayers };
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}
