import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { layerNorm } from '../../tensor/layer-norm';
import { Parameter } from '../../tensor/parameter';
import { attentionBlock, feedForwardBlock } from '../../tensor/transformer-layer';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import { gatherQueries, itemsOfPlaces, withPlaces } from './gather-queries';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface SelfAttentiveOptions {
  readonly items: number;
  /** Width of the item vectors and of all layers. */
  readonly dimensions: number;
  readonly layers: number;
  readonly heads: number;
  /** Places of the longest history. */
  readonly maxLength: number;
  readonly dropout: number;
  readonly withIds: boolean;
  /** The items' text vectors from a language model; null leaves the text out. */
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

type Tensors<N extends number, R extends tf.Tensor[] = []> = R['length'] extends N
  ? R
  : Tensors<N, [...R, tf.Tensor]>;

const HIDDEN_PLACE = -1e9;
const EPSILON = 1e-6;

/**
 * Causal self-attention over the history: SASRec where `itemText` is null, the text-sequential teacher where it is
 * given. Each item is v_i = e_i + W text_i, on the way in and on the way out:
 *   x_p = LN(v_{s_p} + place_p),  h = layers of LN(x + attention(x)), LN(x + feedForward(x)),  z_i = ⟨h_p, v_i⟩ + b_i
 * Layer norms stand after the sums, and the inner width is that of the vectors.
 * @see Kang & McAuley 2018, arXiv:1808.09781
 */
export class SelfAttentiveModel implements RankingModel {
  readonly kind = 'self-attentive';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly byName: ReadonlyMap<string, Parameter>;

  constructor(private readonly options: SelfAttentiveOptions) {
    const { random: _, itemText, ...config } = options;
    const { items, dimensions: d, heads } = options;
    if (d % heads !== 0) {
      throw new RangeError(`SelfAttentiveModel: ${heads} heads do not divide ${d} dimensions`);
    }
    this.items = items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    const own = parametersOf(options);
    this.byName = new Map(own.map((p) => [p.name, p]));
    this.parameters = [...this.catalogue.parameters, ...own];
    this.constants = this.catalogue.constants;
  }

  forward({ contexts: given, training, random }: RankingForward): RankingForwardResult {
    const contexts = withPlaces(given);
    const { maxLength, dropout: rate } = this.options;
    const { width } = contexts;
    if (width > maxLength) {
      throw new RangeError(
        `SelfAttentiveModel: histories of ${width} places, but maxLength is ${maxLength}; cut them before`,
      );
    }
    const itemVectors = this.catalogue.vectors();
    const drop = (x: tf.Tensor2D) => (training && random !== null ? dropout({ x, rate, random }) : x);
    let x = drop(this.embed(contexts.sequences.length / width, itemVectors, itemsOfPlaces(contexts)));
    for (let layer = 0; layer < this.options.layers; layer++) {
      x = drop(this.layer(x, `layer-${layer}`, contexts.sequences.length / width, training));
    }
    return { hidden: gatherQueries(x, contexts), itemVectors, itemBiases: this.catalogue.biases() };
  }

  /** Padding stands right of all known items, where no earlier place looks. */
  private embed(sequences: number, itemVectors: tf.Tensor2D, items: Int32Array): tf.Tensor2D {
    const { dimensions } = this.options;
    const width = items.length / sequences;
    const vectors = tf.gather(itemVectors, tf.tensor1d(items, 'int32'));
    const places = tf.slice(this.parameter('places').value<tf.Tensor2D>(), [0, 0], [width, dimensions]);
    const placed = tf.add(tf.reshape(vectors, [sequences, width, dimensions]), places);
    const x = tf.reshape(placed, [sequences * width, dimensions]) as tf.Tensor2D;
    return this.normalise(x, 'input');
  }

  private normalise(x: tf.Tensor2D, name: string): tf.Tensor2D {
    const [gain, bias] = ['gain', 'bias'].map((part) =>
      this.parameter(`${name}/${part}`).value<tf.Tensor1D>(),
    );
    return layerNorm({ x, gain, bias, epsilon: EPSILON });
  }

  private layer(x: tf.Tensor2D, name: string, texts: number, recorded: boolean): tf.Tensor2D {
    const { heads, dimensions } = this.options;
    const shape = { heads, size: dimensions / heads, epsilon: EPSILON };
    const weights = (names: readonly string[]) =>
      names.map((part) => this.parameter(`${name}/${part}`).value()) as Tensors<6>;
    const mask = causalMask(x.shape[0] / texts);
    const attended = attentionBlock({ x, shape, texts, mask, recorded, weights: weights(attentionWeights) });
    return feedForwardBlock({ x: attended, shape, recorded, weights: weights(feedForwardWeights) });
  }

  private parameter(name: string): Parameter {
    return this.byName.get(name) as Parameter;
  }

  dispose(): void {
    this.catalogue.dispose();
    for (const parameter of this.byName.values()) parameter.dispose();
  }
}

const normWeights = (name: string) => [`${name}/gain`, `${name}/bias`];
const attentionWeights = [
  ...['attention/projections', 'attention/projections-bias', 'attention/dense', 'attention/dense-bias'],
  ...normWeights('attention'),
];
const feedForwardWeights = [
  ...['feed-forward/widen', 'feed-forward/widen-bias', 'feed-forward/narrow', 'feed-forward/narrow-bias'],
  ...normWeights('feed-forward'),
];

function parametersOf({ dimensions: d, layers, maxLength, random }: SelfAttentiveOptions): Parameter[] {
  const matrix = (name: string, rows: number, columns: number, deviation: number) =>
    new Parameter({ name, shape: [rows, columns], values: random.normals(rows * columns, deviation) });
  const vector = (name: string, size: number, value: number) =>
    new Parameter({ name, shape: [size], values: new Float32Array(size).fill(value), decays: false });
  const norm = (name: string) => [vector(`${name}/gain`, d, 1), vector(`${name}/bias`, d, 0)];
  const deviation = 1 / Math.sqrt(d);
  const layer = (name: string) => [
    matrix(`${name}/attention/projections`, 3 * d, d, deviation),
    vector(`${name}/attention/projections-bias`, 3 * d, 0),
    matrix(`${name}/attention/dense`, d, d, deviation),
    vector(`${name}/attention/dense-bias`, d, 0),
    ...norm(`${name}/attention`),
    matrix(`${name}/feed-forward/widen`, d, d, deviation),
    vector(`${name}/feed-forward/widen-bias`, d, 0),
    matrix(`${name}/feed-forward/narrow`, d, d, deviation),
    vector(`${name}/feed-forward/narrow-bias`, d, 0),
    ...norm(`${name}/feed-forward`),
  ];
  return [
    matrix('places', maxLength, d, 0.02),
    ...norm('input'),
    ...Array.from({ length: layers }, (_, i) => layer(`layer-${i}`)).flat(),
  ];
}

/** [1, 1, width, width]: no place looks at a later one. */
function causalMask(width: number): tf.Tensor4D {
  const values = Float32Array.from({ length: width * width }, (_, cell) =>
    cell % width > Math.floor(cell / width) ? HIDDEN_PLACE : 0,
  );
  return tf.tensor4d(values, [1, 1, width, width]);
}
