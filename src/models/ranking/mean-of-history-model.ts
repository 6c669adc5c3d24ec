import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import { gatherQueries, itemsOfPlaces, withPlaces } from './gather-queries';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface MeanOfHistoryOptions {
  readonly items: number;
  readonly dimensions: number;
  /** Weight of an item against the next younger one; 1 is the plain mean, less forgets. */
  readonly decay: number;
  readonly dropout: number;
  readonly withIds: boolean;
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

/**
 * The shallow student: the decayed mean of the history's item vectors, through one dense layer,
 *   m_n = Σ_p decay^(n-p) v_{s_p} / Σ_p decay^(n-p),  z_i = ⟨W m_n + w, v_i⟩ + b_i
 */
export class MeanOfHistoryModel implements RankingModel {
  readonly kind = 'mean-of-history';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly weights: Parameter;
  private readonly offsets: Parameter;

  constructor(private readonly options: MeanOfHistoryOptions) {
    const { random, itemText, ...config } = options;
    const { items, dimensions: d, decay } = options;
    if (!(decay > 0 && decay <= 1))
      throw new RangeError(`MeanOfHistoryModel: decay must be in (0, 1], found ${decay}`);
    this.items = items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    const values = random.normals(d * d, 0.5 / Math.sqrt(d));
    for (let i = 0; i < d; i++) values[i * d + i] += 1;
    this.weights = new Parameter({ name: 'dense', shape: [d, d], values });
    this.offsets = new Parameter({
      name: 'dense-bias',
      shape: [d],
      values: new Float32Array(d),
      decays: false,
    });
    this.parameters = [...this.catalogue.parameters, this.weights, this.offsets];
    this.constants = this.catalogue.constants;
  }

  forward({ contexts: given, training, random }: RankingForward): RankingForwardResult {
    const contexts = withPlaces(given);
    const itemVectors = this.catalogue.vectors();
    const places = tf.gather(itemVectors, tf.tensor1d(itemsOfPlaces(contexts), 'int32')) as tf.Tensor2D;
    const { width } = contexts;
    const d = this.options.dimensions;
    const apart = tf.reshape(places, [-1, width, d]);
    const weights = tf.tile(tf.expandDims(this.means(width), 0), [apart.shape[0], 1, 1]);
    const means = tf.reshape(tf.matMul(weights, apart as tf.Tensor3D), [-1, d]) as tf.Tensor2D;
    const history = gatherQueries(means, contexts);
    const x =
      training && random !== null ? dropout({ x: history, rate: this.options.dropout, random }) : history;
    const hidden = linear({ x, weights: this.weights.value(), bias: this.offsets.value() });
    return { hidden, itemVectors, itemBiases: this.catalogue.biases() };
  }

  /** [width, width], row n the weights of the places up to n */
  private means(width: number): tf.Tensor2D {
    const { decay } = this.options;
    const cells = new Float32Array(width * width);
    for (let n = 0; n < width; n++) {
      let sum = 0;
      for (let p = 0; p <= n; p++) sum += decay ** (n - p);
      for (let p = 0; p <= n; p++) cells[n * width + p] = decay ** (n - p) / sum;
    }
    return tf.tensor2d(cells, [width, width]);
  }

  dispose(): void {
    this.catalogue.dispose();
    this.weights.dispose();
    this.offsets.dispose();
  }
}
