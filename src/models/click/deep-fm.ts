import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { DenseStack } from '../dense-stack';
import { ClickHead } from './click-head';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, layerCounts } from './click-model-options';
import { FeatureVectors } from './feature-vectors';
import { pairwiseProducts, splitBiases } from './pairwise-products';

export interface DeepFmOptions extends ClickModelOptions {
  /** Width of a feature's vector. */
  readonly dimensions: number;
  /** Widths of the deep layers. */
  readonly layers: readonly number[];
  /** Probability that a hidden value is dropped in training. */
  readonly dropout: number;
  readonly random: Random;
}

/**
 * DeepFM: a factorization machine and dense layers over the same vectors,
 *   z = Σ_i w_i x_i + Σ_{i<j} ⟨v_i, v_j⟩ x_i x_j + ⟨w, h⟩ + b,  h the dense layers' result on [v_i x_i]_i.
 * `hidden` is h.
 * @see Guo et al. 2017, arXiv:1703.04247
 */
export class DeepFm implements ClickModel {
  readonly kind = 'deep-fm';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FeatureVectors;
  private readonly layers: DenseStack;
  private readonly head: ClickHead;

  /** @throws InputError on fields or settings that cannot work */
  constructor(options: DeepFmOptions) {
    const { fields, sharing, dimensions, layers, dropout, random } = options;
    const own = ['dimensions', 'layers', 'dropout', 'random'];
    checkClickModel('DeepFm', options, { own, counts: { dimensions, ...layerCounts(layers) } });
    if (layers.length === 0) throw new InputError('DeepFm: layers must name at least one deep layer');
    this.config = { fields, sharing, dimensions, layers, dropout };
    this.features = new FeatureVectors({ fields, sharing, width: dimensions + 1, biased: true, random });
    const inputs = this.features.count * dimensions;
    this.layers = new DenseStack({ inputs, layers, dropout, random });
    this.head = new ClickHead({ inputs: this.layers.width, random, options });
    this.parameters = [...this.features.parameters, ...this.layers.parameters, ...this.head.parameters];
  }

  forward({ batch, training, random }: ClickForward): ClickForwardResult {
    const { linear, vectors } = splitBiases(this.features.of(batch));
    const [rows, count, width] = vectors.shape;
    const flat = tf.reshape(vectors, [rows, count * width]) as tf.Tensor2D;
    const hiddenLayers = this.layers.layersOf(flat, { training, random });
    const hidden = hiddenLayers[hiddenLayers.length - 1];
    const machine = tf.add(linear, tf.sum(pairwiseProducts(vectors), 1));
    return { logits: tf.add(machine, this.head.logits(hidden)) as tf.Tensor1D, hidden, hiddenLayers };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
