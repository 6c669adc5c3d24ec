import * as tf from '@tensorflow/tfjs-node';
import type { FeatureTable } from '../../data/recommendation-data';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { Parameter } from '../../tensor/parameter';
import { History, type RatedPairs } from './history';
import { OrdinalHead } from './ordinal-head';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';

export interface TextRatingOptions {
  users: number;
  items: number;
  /** The items' text vectors [items, width] from a language model; null leaves the text out. */
  itemText: { values: Float32Array; width: number } | null;
  userText: { values: Float32Array; width: number } | null;
  itemFeatures: FeatureTable | null;
  userFeatures: FeatureTable | null;
  /** The training ratings, read as history; null leaves history out. */
  history: RatedPairs | null;
  frequencies: ArrayLike<number>;
  /** Width of the joint user and item vectors. */
  dimensions: number;
  /** Width of the hidden layer. */
  hidden: number;
  dropout: number;
  random: Random;
}

/**
 * The rating teacher: the language model's text vectors joined with id vectors, side features and history.
 *   v_i = e_i + W_t text_i + W_f features_i + history_i,   u_u = e_u + W_p profile_u + W_g features_u + history_u
 *   z = (b_u + b_i + ⟨u_u, v_i⟩) · direction + offsets + MLP([u_u, v_i, u_u ∘ v_i])
 */
export class TextRatingModel implements RatingModel {
  readonly kind = 'text-rating';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: RatedPairs | null;
  private readonly byName = new Map<string, Parameter>();
  private readonly head: OrdinalHead;
  private readonly rate: number;
  private readonly userHistory: History | null = null;
  private readonly itemHistory: History | null = null;

  constructor(options: TextRatingOptions) {
    const { users, items, dimensions: d, hidden, random, history } = options;
    this.classes = options.frequencies.length;
    this.rate = options.dropout;
    this.config = {
      users,
      items,
      dimensions: d,
      hidden,
      dropout: options.dropout,
      userFeatures: options.userFeatures?.names ?? null,
      itemFeatures: options.itemFeatures?.names ?? null,
    };
    this.history = history;
    this.head = new OrdinalHead({ frequencies: options.frequencies });
    this.constants = [
      constant('item-text', items, options.itemText?.width, options.itemText?.values),
      constant('user-text', users, options.userText?.width, options.userText?.values),
      constant('item-features', items, options.itemFeatures?.names.length, options.itemFeatures?.values),
      constant('user-features', users, options.userFeatures?.names.length, options.userFeatures?.values),
    ].filter((p): p is Parameter => p !== null);
    const matrix = (name: string, rows: number, columns: number, deviation: number) =>
      new Parameter({ name, shape: [rows, columns], values: random.normals(rows * columns, deviation) });
    const bias = (name: string, size: number) =>
      new Parameter({ name, shape: [1, size], values: new Float32Array(size), decays: false });
    const weights = [
      matrix('user-ids', users, d, 0.05),
      matrix('item-ids', items, d, 0.05),
      matrix('user-bias', users, 1, 0),
      matrix('item-bias', items, 1, 0),
      ...this.constants.map((c) => matrix(`${c.name}/weights`, c.shape[1], d, 0.1 / Math.sqrt(c.shape[1]))),
      matrix('hidden/weights', 3 * d, hidden, Math.sqrt(2 / (3 * d))),
      bias('hidden/bias', hidden),
      matrix('out/weights', hidden, this.classes, 0.01),
    ];
    if (history !== null) {
      this.userHistory = new History(users, items, {
        rows: history.users,
        columns: history.items,
        ratings: history.ratings,
      });
      this.itemHistory = new History(items, users, {
        rows: history.items,
        columns: history.users,
        ratings: history.ratings,
      });
      for (const side of ['user', 'item']) {
        const columns = side === 'user' ? items : users;
        weights.push(matrix(`${side}-history/implicit`, columns, d, 0.02));
        weights.push(matrix(`${side}-history/explicit`, columns, d, 0.02));
      }
    }
    this.parameters = [...weights, ...this.head.parameters];
    for (const p of [...this.parameters, ...this.constants]) this.byName.set(p.name, p);
  }

  forward(options: ForwardOptions): ForwardResult {
    return this.join(options, null);
  }

  /**
   * As `forward`, with the pairs' item text vectors given [pairs, width] in place of the table's, so that gradients
   * reach the language model that made them.
   */
  forwardWithText(options: ForwardOptions & { itemText: tf.Tensor2D }): ForwardResult {
    return this.join(options, options.itemText);
  }

  /** The items' text table [items, width], row-major. */
  itemText(): Float32Array {
    return this.parameter('item-text').data();
  }

  /** Replaces the items' text table, after the language model was trained. */
  setItemText(values: Float32Array): void {
    this.parameter('item-text').assign(values);
  }

  private join({ pairs, training, random }: ForwardOptions, itemText: tf.Tensor2D | null): ForwardResult {
    const drop = <T extends tf.Tensor>(x: T): T =>
      training && random !== null ? dropout({ x, rate: this.rate, random }) : x;
    const user = drop(this.entity('user', pairs.users, pairs.items, this.userHistory, null)); // [pairs, dimensions]
    const item = drop(this.entity('item', pairs.items, pairs.users, this.itemHistory, itemText));
    const product = tf.mul(user, item);
    const joined = tf.concat([user, item, product], 1) as tf.Tensor2D;
    const hidden = drop(
      tf.relu(tf.add(tf.matMul(joined, this.weight('hidden/weights')), this.weight('hidden/bias'))),
    ) as tf.Tensor2D;
    const score = tf.addN([
      this.parameter('user-bias').rows(pairs.users),
      this.parameter('item-bias').rows(pairs.items),
      tf.sum(product, 1, true) as tf.Tensor2D,
    ]) as tf.Tensor2D;
    const logits = tf.add(this.head.logits(score), tf.matMul(hidden, this.weight('out/weights')));
    return { logits: logits as tf.Tensor2D, hidden };
  }

  /** The vectors of one side: ids, text, features, history without the pair's own rating. */
  private entity(
    side: 'user' | 'item',
    own: Int32Array,
    other: Int32Array,
    history: History | null,
    givenText: tf.Tensor2D | null,
  ): tf.Tensor2D {
    const parts = [this.parameter(`${side}-ids`).rows(own)];
    for (const kind of ['text', 'features']) {
      const table = this.byName.get(`${side}-${kind}`);
      if (table === undefined) continue;
      const values = kind === 'text' && givenText !== null ? givenText : table.rows(own);
      parts.push(tf.matMul(values, this.weight(`${side}-${kind}/weights`)));
    }
    if (history !== null) parts.push(this.historyOf(side, own, other, history));
    return tf.addN(parts) as tf.Tensor2D;
  }

  private historyOf(side: string, own: Int32Array, other: Int32Array, history: History): tf.Tensor2D {
    const implicit = this.parameter(`${side}-history/implicit`);
    const explicit = this.parameter(`${side}-history/explicit`);
    const sums = history.sums({ implicit: implicit.value(), explicit: explicit.value() });
    const all = tf.add(sums.implicit, sums.explicit) as tf.Tensor2D;
    const share = history.ownShare(own, other);
    const column = (values: Float32Array) => tf.tensor2d(values, [values.length, 1]);
    const own1 = tf.mul(implicit.rows(other), column(share.implicit));
    const own2 = tf.mul(explicit.rows(other), column(share.explicit));
    return tf.sub(tf.gather(all, tf.tensor1d(own, 'int32')), tf.add(own1, own2));
  }

  private parameter(name: string): Parameter {
    return this.byName.get(name) as Parameter;
  }

  private weight(name: string): tf.Tensor2D {
    return this.parameter(name).value<tf.Tensor2D>();
  }

  dispose(): void {
    for (const parameter of this.byName.values()) parameter.dispose();
    this.userHistory?.dispose();
    this.itemHistory?.dispose();
  }
}

function constant(name: string, rows: number, width: number | undefined, values: Float32Array | undefined) {
  if (width === undefined || values === undefined) return null;
  return new Parameter({ name, shape: [rows, width], values, trainable: false });
}
