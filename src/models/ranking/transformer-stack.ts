import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { layerNorm } from '../../tensor/layer-norm';
import { Parameter } from '../../tensor/parameter';
import { attentionBlock, feedForwardBlock } from '../../tensor/transformer-layer';

export interface TransformerStackOptions {
  readonly dimensions: number;
  readonly layers: number;
  /** Every layer reads the first one's weights (Lan et al. 2020, arXiv:1909.11942, section 3.1). */
  readonly sharesLayers: boolean;
  readonly heads: number;
  /** Width within the feed-forward halves. */
  readonly inner: number;
  /** Longest row of vectors. */
  readonly places: number;
  /** Where places are counted from: a row shorter than the longest has the first ones or the last ones. */
  readonly countsFrom: 'start' | 'end';
  readonly random: Random;
}

type Tensors<N extends number, R extends tf.Tensor[] = []> = R['length'] extends N
  ? R
  : Tensors<N, [...R, tf.Tensor]>;

/** Added to a score, it hides the place. */
export const HIDDEN_PLACE = -1e9;
const EPSILON = 1e-6;

/**
 * Transformer layers over rows of vectors, with learnt places; layer norms stand after the sums.
 *   x_p = LN(vector_p + place_p),  layers of LN(x + attention(x)), LN(x + feedForward(x))
 */
export class TransformerStack {
  readonly parameters: readonly Parameter[];
  private readonly byName: ReadonlyMap<string, Parameter>;

  /** @throws RangeError if the heads do not divide the dimensions */
  constructor(private readonly options: TransformerStackOptions) {
    const { dimensions, heads } = options;
    if (dimensions % heads !== 0)
      throw new RangeError(`TransformerStack: ${heads} heads do not divide ${dimensions} dimensions`);
    this.parameters = parametersOf(options);
    this.byName = new Map(this.parameters.map((p) => [p.name, p]));
  }

  /** @returns [rows · width, dimensions] */
  run(options: {
    /** [rows · width, dimensions] */
    readonly vectors: tf.Tensor2D;
    readonly rows: number;
    /** [1 or rows, 1, 1 or width, width] */
    readonly mask: tf.Tensor4D;
    /** Between the layers. */
    readonly drop: (x: tf.Tensor2D) => tf.Tensor2D;
    readonly training: boolean;
  }): tf.Tensor2D {
    const { rows, mask, drop, training } = options;
    const { layers, sharesLayers } = this.options;
    let x = drop(this.place(options.vectors, rows));
    for (let layer = 0; layer < layers; layer++) {
      x = drop(this.layer(x, `layer-${sharesLayers ? 0 : layer}`, { rows, mask, training }));
    }
    return x;
  }

  private place(vectors: tf.Tensor2D, rows: number): tf.Tensor2D {
    const { dimensions, countsFrom, places: longest } = this.options;
    const width = vectors.shape[0] / rows;
    const first = countsFrom === 'start' ? 0 : longest - width;
    const all = this.parameter('places').value<tf.Tensor2D>();
    const places = tf.slice(all, [first, 0], [width, dimensions]);
    const placed = tf.add(tf.reshape(vectors, [rows, width, dimensions]), places);
    const [gain, bias] = normWeights('input').map((name) => this.parameter(name).value<tf.Tensor1D>());
    const x = tf.reshape(placed, [rows * width, dimensions]) as tf.Tensor2D;
    return layerNorm({ x, gain, bias, epsilon: EPSILON });
  }

  private layer(
    x: tf.Tensor2D,
    name: string,
    { rows, mask, training }: { rows: number; mask: tf.Tensor4D; training: boolean },
  ): tf.Tensor2D {
    const { heads, dimensions } = this.options;
    const shared = { shape: { heads, size: dimensions / heads, epsilon: EPSILON }, recorded: training };
    const weights = (names: readonly string[]) =>
      names.map((part) => this.parameter(`${name}/${part}`).value()) as Tensors<6>;
    const attended = attentionBlock({ ...shared, x, texts: rows, mask, weights: weights(attentionWeights) });
    return feedForwardBlock({ ...shared, x: attended, weights: weights(feedForwardWeights) });
  }

  private parameter(name: string): Parameter {
    return this.byName.get(name) as Parameter;
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
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

function parametersOf({
  dimensions: d,
  layers,
  sharesLayers,
  inner,
  places,
  random,
}: TransformerStackOptions): Parameter[] {
  const matrix = (name: string, rows: number, deviation: number) =>
    new Parameter({ name, shape: [rows, d], values: random.normals(rows * d, deviation) });
  const vector = (name: string, size: number, value: number) =>
    new Parameter({ name, shape: [size], values: new Float32Array(size).fill(value), decays: false });
  const norm = (name: string) => [vector(`${name}/gain`, d, 1), vector(`${name}/bias`, d, 0)];
  const deviation = 1 / Math.sqrt(d);
  const layer = (name: string) => [
    matrix(`${name}/attention/projections`, 3 * d, deviation),
    vector(`${name}/attention/projections-bias`, 3 * d, 0),
    matrix(`${name}/attention/dense`, d, deviation),
    vector(`${name}/attention/dense-bias`, d, 0),
    ...norm(`${name}/attention`),
    matrix(`${name}/feed-forward/widen`, inner, deviation),
    vector(`${name}/feed-forward/widen-bias`, inner, 0),
    matrix(`${name}/feed-forward/narrow`, inner, 1 / Math.sqrt(inner)),
    vector(`${name}/feed-forward/narrow-bias`, d, 0),
    ...norm(`${name}/feed-forward`),
  ];
  return [
    matrix('places', places, 0.02),
    ...norm('input'),
    ...Array.from({ length: sharesLayers ? Math.min(layers, 1) : layers }, (_, i) =>
      layer(`layer-${i}`),
    ).flat(),
  ];
}
