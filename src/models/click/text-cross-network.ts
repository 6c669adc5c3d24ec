import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { TextTable } from '../../language/text-table';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { applyDense, type Dense, DenseStack, dense } from '../dense-stack';
import { ClickHead } from './click-head';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, layerCounts } from './click-model-options';
import { CrossLayers } from './cross-layers';
import { FlatFeatures } from './flat-features';

export interface TextCrossNetworkOptions extends ClickModelOptions {
  /** The language model's vectors, [texts, width], row-major. */
  readonly texts: Pick<TextTable, 'values' | 'width'>;
  /** Columns that a text's vector is projected to. */
  readonly textWidth: number;
  /** Width of a field's vector. */
  readonly dimensions: number;
  readonly crossLayers: number;
  /** Widths of the deep layers. */
  readonly layers: readonly number[];
  /** Probability that a value of the deep layers is dropped in training. */
  readonly dropout: number;
  readonly random: Random;
}

/**
 * A deep & cross network that reads: cross layers x_(l+1) = x_0 ⊙ (x_l W_l + b_l) + x_l over x_0 = [e; x; t P + c], where t
 * is the language model's vector of a row's text, which stays as it came; deep layers above them, z = ⟨w, h⟩ + b.
 * @see Wang et al. 2021, arXiv:2008.13535, for the cross layers
 */
export class TextCrossNetwork implements ClickModel {
  readonly kind = 'text-cross-network';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FlatFeatures;
  private readonly table: Parameter;
  private readonly projection: Dense;
  private readonly cross: CrossLayers;
  private readonly deep: DenseStack;
  private readonly head: ClickHead;

  /** @throws InputError on fields or settings that cannot work, or a table that is no whole number of vectors */
  constructor(options: TextCrossNetworkOptions) {
    checkOwn(options);
    const { fields, sharing, texts, textWidth, dimensions, crossLayers, layers, dropout, random } = options;
    this.config = { fields, sharing, textWidth, dimensions, crossLayers, layers, dropout };
    this.features = new FlatFeatures({ fields, sharing, dimensions, random });
    const shape = [texts.values.length / texts.width, texts.width];
    this.table = new Parameter({ name: 'texts', shape, values: texts.values, trainable: false });
    const start = random.normals(texts.width * textWidth, 1 / Math.sqrt(texts.width));
    this.projection = dense('text-projection', start, new Float32Array(textWidth));
    const width = this.features.width + textWidth;
    this.cross = new CrossLayers({ width, count: crossLayers, rank: null, random });
    this.deep = new DenseStack({ inputs: width, layers, dropout, random });
    this.head = new ClickHead({ inputs: this.deep.width, random, options });
    this.parameters = [
      ...[...this.features.parameters, this.projection.weights, this.projection.bias],
      ...[this.cross, this.deep, this.head].flatMap((part) => part.parameters),
    ];
    this.constants = [this.table];
  }

  forward({ batch, training, random }: ClickForward): ClickForwardResult {
    const { texts } = batch;
    if (texts === undefined)
      throw new InputError(
        'TextCrossNetwork: expected a table with texts, found one without; see withClickTexts',
      );
    const read = applyDense(this.projection, this.table.rows(texts)); // [rows, textWidth]
    const crossed = this.cross.forward(tf.concat([this.features.of(batch), read], 1) as tf.Tensor2D);
    const hiddenLayers = [crossed, ...this.deep.layersOf(crossed, { training, random })];
    const hidden = hiddenLayers[hiddenLayers.length - 1];
    return { logits: this.head.logits(hidden), hidden, hiddenLayers };
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}

function checkOwn(options: TextCrossNetworkOptions): void {
  const { texts, textWidth, dimensions, crossLayers, layers } = options;
  const own = ['texts', 'textWidth', 'dimensions', 'crossLayers', 'layers', 'dropout', 'random'];
  const counts = { 'texts.width': texts.width, textWidth, dimensions, crossLayers, ...layerCounts(layers) };
  checkClickModel('TextCrossNetwork', options, { own, counts });
  const rows = texts.values.length / texts.width;
  if (!Number.isInteger(rows) || rows === 0)
    throw new InputError(
      `TextCrossNetwork: texts.values must be vectors of ${texts.width} numbers, found ${texts.values.length} numbers`,
    );
}
