import * as tf from '@tensorflow/tfjs-node';
import { Parameter } from '../../tensor/parameter';
import type { ClickForward, ClickForwardResult, ClickModel } from './click-model';
import {
  type ClickModelOptions,
  checkClickModel,
  numericFields,
  rowsOfBatch,
  startingBias,
} from './click-model-options';
import { FieldEmbeddings } from './field-embeddings';

/**
 * Logistic regression: z = b + Σ_f w_f[id_f] + Σ_n u_n · x_n. The loss is convex, so everything but b starts at 0 and
 * needs no randomness.
 */
export class LogisticRegression implements ClickModel {
  readonly kind = 'logistic-regression';
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly weights: FieldEmbeddings;
  private readonly numberWeights: Parameter | null;
  private readonly bias: Parameter;

  /** @throws InputError on fields or settings that cannot work */
  constructor(private readonly options: ClickModelOptions) {
    checkClickModel('LogisticRegression', options, { own: [], counts: {} });
    const { fields, sharing } = options;
    const numeric = numericFields(fields).length;
    this.config = { fields, sharing };
    this.weights = new FieldEmbeddings({
      fields,
      sharing,
      width: 1,
      values: (rows) => new Float32Array(rows),
    });
    this.numberWeights =
      numeric === 0
        ? null
        : new Parameter({ name: 'number-weights', shape: [numeric, 1], values: new Float32Array(numeric) });
    this.bias = new Parameter({ name: 'bias', shape: [1], values: startingBias(options), decays: false });
    const all = [this.weights.table, this.numberWeights, this.bias];
    this.parameters = all.filter((p): p is Parameter => p !== null);
  }

  forward({ batch }: ClickForward): ClickForwardResult {
    const { fields } = this.options;
    const rows = rowsOfBatch(fields, batch);
    const weights = tf.reshape(this.weights.of(batch.ids), [rows, fields.length]);
    let logits = tf.add(tf.sum(weights, 1), this.bias.value()) as tf.Tensor1D;
    if (this.numberWeights !== null) {
      const numbers = tf.tensor2d(batch.numbers, [rows, this.numberWeights.size]);
      const share = tf.matMul(numbers, this.numberWeights.value<tf.Tensor2D>()); // [rows, 1]
      logits = tf.add(logits, tf.reshape(share, [rows]));
    }
    return { logits, hidden: null };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
