import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import type { ClickForward, ClickForwardResult, ClickModel } from '../click/click-model';
import { historyMeans } from '../ranking/history-means';
import type { RankingForward, RankingForwardResult, RankingModel } from '../ranking/ranking-model';
import { logShares } from '../rating/log-shares';
import { OrdinalHead } from '../rating/ordinal-head';
import type { ForwardOptions, ForwardResult, RatingModel } from '../rating/rating-model';

export interface SharedVectorsOptions {
  readonly users: number;
  readonly items: number;
  /** Width of the vectors that all heads share. */
  readonly dimensions: number;
  /** Of the history's mean: weight of an item against the next younger one. */
  readonly decay: number;
  /** How often each rating level stands in the training rows; sets the rating head's offsets. */
  readonly ratingFrequencies: ArrayLike<number>;
  /** How often each label stands in the training rows, [without a click, with one]; sets the click head's offset. */
  readonly clickFrequencies: ArrayLike<number>;
  readonly random: Random;
}

/**
 * One student for three tasks: user vectors p_u and item vectors q_i shared by a head for ratings, one for clicks and one
 * for the next item,
 *   rating:     z = (b_u + b_i + ⟨w_r ∘ p_u, q_i⟩) · direction + offsets
 *   click:      z = c + c_i + ⟨w_c ∘ p_u, q_i⟩
 *   next item:  z_i = d_i + ⟨w_n ∘ p_u + m W, q_i⟩,  m the decayed mean of q over the history
 * Each head is a model of its task's own interface, so that what trains, measures and asks such models takes it as it
 * is. An unknown user's vector is 0, as is that of an unknown item in the click head.
 * @see Caruana 1997, doi:10.1023/A:1007379606734 (hard sharing)
 */
export class SharedVectorsModel {
  /** Read by every head: the users' and the items' vectors. */
  readonly shared: readonly Parameter[];
  readonly parameters: readonly Parameter[];
  readonly rating: RatingModel;
  /** Rows of two fields: 1 + user, 1 + item; 0 for an unknown one. `pairClickTable` makes them. */
  readonly click: ClickModel;
  readonly ranking: RankingModel;

  /** @throws InputError on unknown options or sizes that no model can have */
  constructor(options: SharedVectorsOptions) {
    const known = [
      'users',
      'items',
      'dimensions',
      'decay',
      'ratingFrequencies',
      'clickFrequencies',
      'random',
    ];
    checkOptions('SharedVectorsModel', options, known);
    const { users, items, dimensions, random } = options;
    for (const [name, value] of Object.entries({ users, items, dimensions })) {
      if (Number.isInteger(value) && value >= 1) continue;
      throw new InputError(
        `SharedVectorsModel: ${name} must be a whole number of at least 1, found ${value}`,
      );
    }
    const matrix = (name: string, rows: number) =>
      new Parameter({ name, shape: [rows, dimensions], values: random.normals(rows * dimensions, 0.05) });
    const [userVectors, itemVectors] = [matrix('users', users), matrix('items', items)];
    const tables = { userVectors, itemVectors };
    const rating = new RatingHead(options, tables);
    const click = new ClickHeadOfPairs(options, tables);
    const ranking = new NextItemHead(options, tables);
    this.shared = [userVectors, itemVectors];
    this.parameters = [...this.shared, ...rating.own, ...click.own, ...ranking.own];
    [this.rating, this.click, this.ranking] = [rating, click, ranking];
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

interface Tables {
  readonly userVectors: Parameter;
  readonly itemVectors: Parameter;
}

function zeros(name: string, rows: number): Parameter {
  return new Parameter({ name, shape: [rows, 1], values: new Float32Array(rows), decays: false });
}

/** w of ⟨w ∘ p, q⟩, which starts as the plain product. */
function gains(name: string, dimensions: number): Parameter {
  const values = new Float32Array(dimensions).fill(1);
  return new Parameter({ name, shape: [dimensions], values, decays: false });
}

/** ⟨w ∘ p, q⟩ row by row: [rows, 1] */
function products(users: tf.Tensor2D, items: tf.Tensor2D, weights: Parameter): tf.Tensor2D {
  return tf.sum(tf.mul(tf.mul(users, weights.value<tf.Tensor1D>()), items), 1, true);
}

/** The rows of a table; zeros for -1. */
function knownRows(table: Parameter, indices: Int32Array): tf.Tensor2D {
  const rows = table.rows(indices.map((index) => Math.max(index, 0)));
  if (!indices.includes(-1)) return rows;
  const isKnown = Float32Array.from(indices, (index) => (index < 0 ? 0 : 1));
  return tf.mul(rows, tf.tensor2d(isKnown, [indices.length, 1]));
}

/** What a head is beside its forward pass. The whole model owns the weights: a head alone disposes nothing. */
abstract class Head {
  readonly constants: readonly Parameter[] = [];
  abstract readonly own: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;

  constructor(
    { users, items, dimensions, decay }: SharedVectorsOptions,
    protected readonly tables: Tables,
  ) {
    this.config = { users, items, dimensions, decay };
  }

  get parameters(): readonly Parameter[] {
    return [this.tables.userVectors, this.tables.itemVectors, ...this.own];
  }

  dispose(): void {}
}

class RatingHead extends Head implements RatingModel {
  readonly kind = 'shared-vectors-rating';
  readonly classes: number;
  readonly own: readonly Parameter[];
  private readonly userBiases: Parameter;
  private readonly itemBiases: Parameter;
  private readonly gains: Parameter;
  private readonly head: OrdinalHead;

  constructor(options: SharedVectorsOptions, tables: Tables) {
    super(options, tables);
    this.classes = options.ratingFrequencies.length;
    this.userBiases = zeros('rating/user-bias', options.users);
    this.itemBiases = zeros('rating/item-bias', options.items);
    this.gains = gains('rating/gains', options.dimensions);
    this.head = new OrdinalHead({ frequencies: options.ratingFrequencies });
    this.own = [this.userBiases, this.itemBiases, this.gains, ...this.head.parameters];
  }

  forward({ pairs }: ForwardOptions): ForwardResult {
    const users = this.tables.userVectors.rows(pairs.users);
    const product = products(users, this.tables.itemVectors.rows(pairs.items), this.gains);
    const biases = tf.add(this.userBiases.rows(pairs.users), this.itemBiases.rows(pairs.items));
    return { logits: this.head.logits(tf.add(biases, product) as tf.Tensor2D), hidden: null };
  }
}

class ClickHeadOfPairs extends Head implements ClickModel {
  readonly kind = 'shared-vectors-click';
  readonly own: readonly Parameter[];
  private readonly itemBiases: Parameter;
  private readonly gains: Parameter;
  private readonly offset: Parameter;

  constructor(options: SharedVectorsOptions, tables: Tables) {
    super(options, tables);
    const [without, withClick] = logShares(options.clickFrequencies);
    const values = Float32Array.of(withClick - without);
    this.itemBiases = zeros('click/item-bias', options.items);
    this.gains = gains('click/gains', options.dimensions);
    this.offset = new Parameter({ name: 'click/offset', shape: [1], values, decays: false });
    this.own = [this.itemBiases, this.gains, this.offset];
  }

  forward({ batch }: ClickForward): ClickForwardResult {
    const rows = batch.ids.length / 2;
    if (!Number.isInteger(rows) || batch.numbers.length > 0) {
      throw new InputError(
        `SharedVectorsModel: the click head reads rows of two ids, user and item, without numbers; found ${batch.ids.length} ids and ${batch.numbers.length} numbers; make the table by pairClickTable`,
      );
    }
    const field = (at: number) => Int32Array.from({ length: rows }, (_, row) => batch.ids[2 * row + at] - 1);
    const users = knownRows(this.tables.userVectors, field(0));
    const items = knownRows(this.tables.itemVectors, field(1));
    const scores = tf.add(products(users, items, this.gains), knownRows(this.itemBiases, field(1)));
    const logits = tf.add(tf.reshape(scores, [rows]), this.offset.value());
    return { logits: logits as tf.Tensor1D, hidden: tf.mul(users, items) as tf.Tensor2D };
  }
}

class NextItemHead extends Head implements RankingModel {
  readonly kind = 'shared-vectors-ranking';
  readonly items: number;
  readonly own: readonly Parameter[];
  private readonly biases: Parameter;
  private readonly gains: Parameter;
  private readonly weights: Parameter;

  constructor(
    private readonly options: SharedVectorsOptions,
    tables: Tables,
  ) {
    super(options, tables);
    const { items, dimensions: d, random } = options;
    this.items = items;
    const values = random.normals(d * d, 0.5 / Math.sqrt(d));
    for (let i = 0; i < d; i++) values[i * d + i] += 1;
    const bias = { name: 'next/item-bias', shape: [items], values: new Float32Array(items), decays: false };
    this.biases = new Parameter(bias);
    this.gains = gains('next/gains', d);
    this.weights = new Parameter({ name: 'next/history', shape: [d, d], values });
    this.own = [this.biases, this.gains, this.weights];
  }

  forward({ contexts }: RankingForward): RankingForwardResult {
    const itemVectors = this.tables.itemVectors.value<tf.Tensor2D>();
    const means = historyMeans({ itemVectors, contexts, decay: this.options.decay });
    const users = knownRows(
      this.tables.userVectors,
      contexts.rows.map((row) => contexts.users[row]),
    );
    const own = tf.mul(users, this.gains.value<tf.Tensor1D>());
    const hidden = tf.add(own, tf.matMul(means, this.weights.value<tf.Tensor2D>())) as tf.Tensor2D;
    return { hidden, itemVectors, itemBiases: this.biases.value() };
  }
}
