import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { DenseStack } from '../dense-stack';
import { ClickHead } from './click-head';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, layerCounts } from './click-model-options';
import { FeatureVectors } from './feature-vectors';
import { InteractingLayers } from './interacting-layers';

export interface AutoIntOptions extends ClickModelOptions {
  /** Width of a feature's vector. */
  readonly dimensions: number;
  readonly attentionLayers: number;
  readonly heads: number;
  readonly headSize: number;
  /** Widths of dense layers over the same vectors, beside the attention (the paper's AutoInt+); none is AutoInt. */
  readonly layers: readonly number[];
  /** Probability that a value of the dense layers is dropped in training. */
  readonly dropout: number;
  readonly random: Random;
}

/**
 * AutoInt: self-attention over a row's features, ids and numbers alike, z = ⟨w, h⟩ + b. `hidden` is h: all features'
 * vectors of the last interacting layer, with the dense layers' result beside them where there are any.
 * @see Song et al. 2019, arXiv:1810.11921
 */
export class AutoInt implements ClickModel {
  readonly kind = 'auto-int';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FeatureVectors;
  private readonly attention: InteractingLayers;
  private readonly deep: DenseStack | null;
  private readonly head: ClickHead;

  /** @throws InputError on fields or settings that cannot work */
  constructor(options: AutoIntOptions) {
    const { fields, sharing, dimensions, attentionLayers, heads, headSize, layers, dropout, random } =
      options;
    const own = ['dimensions', 'attentionLayers', 'heads', 'headSize', 'layers', 'dropout', 'random'];
    const counts = { dimensions, attentionLayers, heads, headSize, ...layerCounts(layers) };
    checkClickModel('AutoInt', options, { own, counts });
    this.config = { fields, sharing, dimensions, attentionLayers, heads, headSize, layers, dropout };
    this.features = new FeatureVectors({ fields, sharing, width: dimensions, biased: false, random });
    const { count } = this.features;
    this.attention = new InteractingLayers({
      ...{ inputs: dimensions, count: attentionLayers },
      ...{ heads, headSize, random },
    });
    const inputs = count * dimensions;
    this.deep = layers.length === 0 ? null : new DenseStack({ inputs, layers, dropout, random });
    const width = count * this.attention.width + (this.deep?.width ?? 0);
    this.head = new ClickHead({ inputs: width, random, options });
    const parts = [this.features, this.attention, this.deep, this.head];
    this.parameters = parts.flatMap((part) => part?.parameters ?? []);
  }

  forward({ batch, training, random }: ClickForward): ClickForwardResult {
    const vectors = this.features.of(batch);
    const attended = this.attention.forward(vectors);
    if (this.deep === null) return { logits: this.head.logits(attended), hidden: attended };
    const [rows, count, width] = vectors.shape;
    const flat = tf.reshape(vectors, [rows, count * width]) as tf.Tensor2D;
    const deep = this.deep.forward(flat, { training, random });
    const hidden = tf.concat([attended, deep], 1) as tf.Tensor2D;
    return { logits: this.head.logits(hidden), hidden };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
