import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import type { Parameter } from '../../tensor/parameter';
import type { CompactRows } from '../compact-table';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import { gatherQueries, itemsOfPlaces, withPlaces } from './gather-queries';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';
import { HIDDEN_PLACE, TransformerStack } from './transformer-stack';

export interface SelfAttentiveOptions {
  readonly items: number;
  /** Width of the item vectors and of all layers. */
  readonly dimensions: number;
  readonly layers: number;
  readonly heads: number;
  /** All layers are one layer, run again and again (ALBERT); each has weights of its own unless given. */
  readonly sharesLayers?: boolean;
  /** Places of the longest history. */
  readonly maxLength: number;
  readonly dropout: number;
  readonly withIds: boolean;
  /** Where fewer rows serve the ids (hashed, or quotient and remainder); a row of its own for each unless given. */
  readonly idRows?: CompactRows;
  /** The items' text vectors from a language model; null leaves the text out. */
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

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
  private readonly stack: TransformerStack;

  /** @throws RangeError if the heads do not divide the dimensions */
  constructor(private readonly options: SelfAttentiveOptions) {
    const { random, itemText, ...config } = options;
    const { items, dimensions, layers, heads, maxLength, sharesLayers = false } = options;
    if (dimensions % heads !== 0)
      throw new RangeError(`SelfAttentiveModel: ${heads} heads do not divide ${dimensions} dimensions`);
    this.items = items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    const shape = { dimensions, layers, sharesLayers, heads, inner: dimensions, places: maxLength };
    this.stack = new TransformerStack({ ...shape, countsFrom: 'start', random });
    this.parameters = [...this.catalogue.parameters, ...this.stack.parameters];
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
    const x = this.stack.run({
      // Padding stands right of all known items, where no earlier place looks.
      vectors: tf.gather(itemVectors, tf.tensor1d(itemsOfPlaces(contexts), 'int32')) as tf.Tensor2D,
      rows: contexts.users.length,
      mask: causalMask(width),
      drop,
      training,
    });
    return { hidden: gatherQueries(x, contexts), itemVectors, itemBiases: this.catalogue.biases() };
  }

  dispose(): void {
    this.catalogue.dispose();
    this.stack.dispose();
  }
}

/** [1, 1, width, width]: no place looks at a later one. */
function causalMask(width: number): tf.Tensor4D {
  const values = Float32Array.from({ length: width * width }, (_, cell) =>
    cell % width > Math.floor(cell / width) ? HIDDEN_PLACE : 0,
  );
  return tf.tensor4d(values, [1, 1, width, width]);
}
