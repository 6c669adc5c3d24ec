import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { DenseStack } from '../dense-stack';
import { ClickHead } from './click-head';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, layerCounts } from './click-model-options';
import { CrossLayers } from './cross-layers';
import { FlatFeatures } from './flat-features';

/** `stacked`: the deep layers read the cross layers' result; `parallel`: both read the input and are put side by side. */
export type DcnStructure = 'stacked' | 'parallel';

export const dcnStructures: readonly DcnStructure[] = ['stacked', 'parallel'];

export interface DcnV2Options extends ClickModelOptions {
  /** Width of a field's vector. */
  readonly dimensions: number;
  readonly crossLayers: number;
  /** Of the cross layers' matrices; null takes full ones. */
  readonly rank: number | null;
  readonly structure: DcnStructure;
  /** Widths of the deep layers; none leaves the cross layers alone. */
  readonly layers: readonly number[];
  /** Probability that a value of the deep layers is dropped in training. */
  readonly dropout: number;
  readonly random: Random;
}

/**
 * Deep & cross network, version 2: cross layers x_(l+1) = x_0 ⊙ (x_l W_l + b_l) + x_l over x_0 = [e; x], beside or below
 * deep ones, z = ⟨w, h⟩ + b. `hidden` is h: the deep layers' result (stacked), or cross and deep side by side (parallel);
 * `hiddenLayers` are the cross layers' result and each deep layer.
 * @see Wang et al. 2021, arXiv:2008.13535
 */
export class DcnV2 implements ClickModel {
  readonly kind = 'dcn-v2';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FlatFeatures;
  private readonly cross: CrossLayers;
  private readonly deep: DenseStack;
  private readonly head: ClickHead;
  private readonly isParallel: boolean;

  /** @throws InputError on fields or settings that cannot work */
  constructor(options: DcnV2Options) {
    checkDcn(options);
    const { fields, sharing, dimensions, crossLayers, rank, structure, layers, dropout, random } = options;
    this.config = { fields, sharing, dimensions, crossLayers, rank, structure, layers, dropout };
    this.isParallel = structure === 'parallel' && layers.length > 0;
    this.features = new FlatFeatures({ fields, sharing, dimensions, random });
    const { width } = this.features;
    this.cross = new CrossLayers({ width, count: crossLayers, rank, random });
    this.deep = new DenseStack({ inputs: width, layers, dropout, random });
    const inputs = this.isParallel ? width + this.deep.width : this.deep.width;
    this.head = new ClickHead({ inputs, random, options });
    this.parameters = [this.features, this.cross, this.deep, this.head].flatMap((part) => part.parameters);
  }

  forward({ batch, training, random }: ClickForward): ClickForwardResult {
    const x0 = this.features.of(batch);
    const crossed = this.cross.forward(x0);
    const deepLayers = this.deep.layersOf(this.isParallel ? x0 : crossed, { training, random });
    const hiddenLayers = [crossed, ...deepLayers];
    const last = hiddenLayers[hiddenLayers.length - 1];
    const hidden = this.isParallel ? (tf.concat([crossed, last], 1) as tf.Tensor2D) : last;
    return { logits: this.head.logits(hidden), hidden, hiddenLayers };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

function checkDcn(options: DcnV2Options): void {
  const { dimensions, crossLayers, rank, structure, layers } = options;
  const own = ['dimensions', 'crossLayers', 'rank', 'structure', 'layers', 'dropout', 'random'];
  const counts = { dimensions, crossLayers, ...(rank === null ? {} : { rank }), ...layerCounts(layers) };
  checkClickModel('DcnV2', options, { own, counts });
  if (!dcnStructures.includes(structure)) {
    throw new InputError(`DcnV2: structure must be ${dcnStructures.join(' or ')}, found "${structure}"`);
  }
}
