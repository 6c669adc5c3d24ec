import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { gelu } from '../../tensor/gelu';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import { CatalogueVectors } from './catalogue-vectors';
import { type MaskedSequences, masksBehind } from './masked-sequences';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';
import { HIDDEN_PLACE, TransformerStack } from './transformer-stack';

export interface MaskedItemOptions {
  readonly items: number;
  /** Width of the item vectors and of all layers; the layers' inner width is four times as large. */
  readonly dimensions: number;
  readonly layers: number;
  readonly heads: number;
  /** All layers are one layer, run again and again (ALBERT); each has weights of its own unless given. */
  readonly sharesLayers?: boolean;
  /** Places of the longest history; a mask stands behind it. */
  readonly maxLength: number;
  readonly dropout: number;
  readonly random: Random;
}

/**
 * BERT4Rec: attention in both directions over a history in which some items are hidden behind a mask; what comes next is
 * asked by a mask behind the history. Places count from the end, so that this mask has one place however long the history.
 *   x = layers(v_s, the mask's vector where hidden),  z_i = ⟨gelu(x_mask W + w), v_i⟩ + b_i
 * `trainMaskedItems` trains it.
 * @see Sun et al. 2019, arXiv:1904.06690
 */
export class MaskedItemModel implements RankingModel {
  readonly kind = 'masked-item';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly stack: TransformerStack;
  private readonly mask: Parameter;
  private readonly weights: Parameter;
  private readonly bias: Parameter;

  /** @throws RangeError if the heads do not divide the dimensions */
  constructor(private readonly options: MaskedItemOptions) {
    const { random, ...config } = options;
    const { items, dimensions: d, layers, heads, maxLength, sharesLayers = false } = options;
    if (d % heads !== 0)
      throw new RangeError(`MaskedItemModel: ${heads} heads do not divide ${d} dimensions`);
    this.items = items;
    this.config = config;
    this.catalogue = new CatalogueVectors({ items, dimensions: d, withIds: true, itemText: null, random });
    const shape = { dimensions: d, layers, sharesLayers, heads, inner: 4 * d, places: maxLength + 1 };
    this.stack = new TransformerStack({ ...shape, countsFrom: 'end', random });
    const matrix = (name: string, rows: number, deviation: number) =>
      new Parameter({ name, shape: [rows, d], values: random.normals(rows * d, deviation) });
    this.mask = matrix('mask', 1, 0.05);
    this.weights = matrix('output/weights', d, 1 / Math.sqrt(d));
    const zeros = new Float32Array(d);
    this.bias = new Parameter({ name: 'output/bias', shape: [d], values: zeros, decays: false });
    const own = [this.mask, this.weights, this.bias];
    this.parameters = [...this.catalogue.parameters, ...this.stack.parameters, ...own];
  }

  /** Places of the longest sequence with its masks. */
  get places(): number {
    return this.options.maxLength + 1;
  }

  forward({ contexts, training, random }: RankingForward): RankingForwardResult {
    return this.forwardMasked({ sequences: masksBehind(contexts), training, random });
  }

  /** One vector a mask, in the masks' order, in place of one a query. */
  forwardMasked(options: {
    readonly sequences: MaskedSequences;
    readonly training: boolean;
    readonly random: Random | null;
  }): RankingForwardResult {
    const { sequences, training, random } = options;
    const { width, masks } = sequences;
    if (width > this.places) {
      throw new RangeError(
        `MaskedItemModel: sequences of ${width} places with their masks, but there are ${this.places}; cut them before`,
      );
    }
    const { dropout: rate } = this.options;
    const itemVectors = this.catalogue.vectors();
    const x = this.stack.run({
      vectors: this.embed(sequences, itemVectors),
      rows: sequences.items.length / width,
      mask: paddingMask(sequences),
      drop: (y) => (training && random !== null ? dropout({ x: y, rate, random }) : y),
      training,
    });
    const atMasks = tf.gather(x, tf.tensor1d(masks, 'int32')) as tf.Tensor2D;
    const hidden = gelu(linear({ x: atMasks, weights: this.weights.value(), bias: this.bias.value() }));
    return { hidden, itemVectors, itemBiases: this.catalogue.biases() };
  }

  private embed({ items, masks }: MaskedSequences, itemVectors: tf.Tensor2D): tf.Tensor2D {
    const rows = items.map((item) => Math.max(item, 0));
    for (const place of masks) rows[place] = this.items;
    const table = tf.concat([itemVectors, this.mask.value<tf.Tensor2D>()]); // [items + 1, dimensions]
    return tf.gather(table, tf.tensor1d(rows, 'int32')) as tf.Tensor2D;
  }

  dispose(): void {
    this.catalogue.dispose();
    this.stack.dispose();
    for (const parameter of [this.mask, this.weights, this.bias]) parameter.dispose();
  }
}

/** [sequences, 1, 1, width]: nobody looks at padding; masks are looked at. */
function paddingMask({ items, masks, width }: MaskedSequences): tf.Tensor4D {
  const values = Float32Array.from(items, (item) => (item < 0 ? HIDDEN_PLACE : 0));
  for (const place of masks) values[place] = 0;
  return tf.tensor4d(values, [items.length / width, 1, 1, width]);
}
