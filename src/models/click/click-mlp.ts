import { InputError } from '../../errors';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { DenseStack } from '../dense-stack';
import { ClickHead } from './click-head';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, layerCounts } from './click-model-options';
import { FlatFeatures } from './flat-features';

export interface ClickMlpOptions extends ClickModelOptions {
  /** Width of a field's vector. */
  readonly dimensions: number;
  /** Widths of the hidden layers: [16] is a small student, [256, 128] a wide teacher. */
  readonly layers: readonly number[];
  /** Probability that a hidden value is dropped in training. */
  readonly dropout: number;
  readonly random: Random;
}

/** Dense layers over the fields' vectors and the numbers: h_0 = [e; x], h_k = relu(h_(k-1) W_k + b_k), z = ⟨w, h⟩ + b. */
export class ClickMlp implements ClickModel {
  readonly kind = 'click-mlp';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FlatFeatures;
  private readonly layers: DenseStack;
  private readonly head: ClickHead;

  /** @throws InputError on fields or settings that cannot work */
  constructor(options: ClickMlpOptions) {
    const { fields, sharing, dimensions, layers, dropout, random } = options;
    const own = ['dimensions', 'layers', 'dropout', 'random'];
    checkClickModel('ClickMlp', options, { own, counts: { dimensions, ...layerCounts(layers) } });
    if (layers.length === 0) throw new InputError('ClickMlp: layers must name at least one hidden layer');
    this.config = { fields, sharing, dimensions, layers, dropout };
    this.features = new FlatFeatures({ fields, sharing, dimensions, random });
    this.layers = new DenseStack({ inputs: this.features.width, layers, dropout, random });
    this.head = new ClickHead({ inputs: this.layers.width, random, options });
    this.parameters = [...this.features.parameters, ...this.layers.parameters, ...this.head.parameters];
  }

  forward({ batch, training, random }: ClickForward): ClickForwardResult {
    const hiddenLayers = this.layers.layersOf(this.features.of(batch), { training, random });
    const hidden = hiddenLayers[hiddenLayers.length - 1];
    return { logits: this.head.logits(hidden), hidden, hiddenLayers };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
