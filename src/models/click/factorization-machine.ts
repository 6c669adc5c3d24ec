import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import { type ClickModelOptions, checkClickModel, startingBias } from './click-model-options';
import { FeatureVectors } from './feature-vectors';
import { pairwiseProducts, splitBiases } from './pairwise-products';

export interface FactorizationMachineOptions extends ClickModelOptions {
  /** Width of a feature's vector. */
  readonly dimensions: number;
  readonly random: Random;
}

/**
 * Factorization machine of second degree: z = b + Σ_i w_i x_i + Σ_{i<j} ⟨v_i, v_j⟩ x_i x_j over the ids of all fields
 * (x = 1) and the numbers. A feature's weight lies in the first column of its row. `hidden` is Σ_{i<j} v_i x_i ⊙ v_j x_j,
 * whose sum is the second-degree term.
 * @see Rendle 2010, ICDM, doi:10.1109/ICDM.2010.127
 */
export class FactorizationMachine implements ClickModel {
  readonly kind = 'factorization-machine';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly features: FeatureVectors;
  private readonly bias: Parameter;

  /** @throws InputError on fields or settings that cannot work */
  constructor(options: FactorizationMachineOptions) {
    const { fields, sharing, dimensions, random } = options;
    checkClickModel('FactorizationMachine', options, {
      own: ['dimensions', 'random'],
      counts: { dimensions },
    });
    this.config = { fields, sharing, dimensions };
    this.features = new FeatureVectors({ fields, sharing, width: dimensions + 1, biased: true, random });
    this.bias = new Parameter({ name: 'bias', shape: [1], values: startingBias(options), decays: false });
    this.parameters = [...this.features.parameters, this.bias];
  }

  forward({ batch }: ClickForward): ClickForwardResult {
    const { linear, vectors } = splitBiases(this.features.of(batch));
    const hidden = pairwiseProducts(vectors);
    const logits = tf.add(tf.add(linear, tf.sum(hidden, 1)), this.bias.value()) as tf.Tensor1D;
    return { logits, hidden };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
