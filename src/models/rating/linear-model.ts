import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import { Parameter } from '../../tensor/parameter';
import { logShares } from './log-shares';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';
import { type SideFeatureOptions, SideFeatures } from './side-features';

export interface LinearModelOptions extends SideFeatureOptions {
  /** True: a logit vector for each user and each item besides the features. */
  withIds: boolean;
  /** How often each rating level stands in the training rows; sets the starting offsets. */
  frequencies: ArrayLike<number>;
}

/**
 * Multinomial logistic regression on a pair's side features and, `withIds`, on who and what it is:
 *   z = W_f [features_u, features_i] + b  (+ W_u onehot(u) + W_i onehot(i))
 * The loss is convex, so everything but b starts at 0 and needs no randomness.
 */
export class LinearModel implements RatingModel {
  readonly kind = 'linear';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: SideFeatures;
  private readonly featureWeights: Parameter | null;
  private readonly ids: { users: Parameter; items: Parameter } | null;
  private readonly offsets: Parameter;

  /** @throws InputError if there is neither a feature nor an id to read */
  constructor(options: LinearModelOptions) {
    const { users, items, withIds, frequencies } = options;
    const classes = frequencies.length;
    this.classes = classes;
    this.features = new SideFeatures(options);
    if (!withIds && this.features.width === 0) {
      throw new InputError(
        'LinearModel: expected side features or withIds: true, found neither; the data set has no features, so let it read the ids',
      );
    }
    this.config = { users, items, withIds, ...this.features.config };
    this.constants = this.features.constants;
    const zeros = (name: string, rows: number) =>
      new Parameter({ name, shape: [rows, classes], values: new Float32Array(rows * classes) });
    this.featureWeights = this.features.width > 0 ? zeros('feature-weights', this.features.width) : null;
    this.ids = withIds ? { users: zeros('user-ids', users), items: zeros('item-ids', items) } : null;
    this.offsets = new Parameter({
      name: 'offsets',
      shape: [classes],
      values: logShares(frequencies),
      decays: false,
    });
    const weights = [this.featureWeights, this.ids?.users, this.ids?.items, this.offsets];
    this.parameters = weights.filter((p): p is Parameter => p !== null && p !== undefined);
  }

  forward({ pairs }: ForwardOptions): ForwardResult {
    const parts: tf.Tensor2D[] = [];
    const features = this.features.of(pairs);
    if (features !== null && this.featureWeights !== null) {
      parts.push(tf.matMul(features, this.featureWeights.value<tf.Tensor2D>()));
    }
    if (this.ids !== null) parts.push(this.ids.users.rows(pairs.users), this.ids.items.rows(pairs.items));
    const logits = tf.add(tf.addN(parts), this.offsets.value()) as tf.Tensor2D; // [pairs, classes]
    return { logits, hidden: null };
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}
