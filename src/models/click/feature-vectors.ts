import * as tf from '@tensorflow/tfjs-node';
import type { ClickBatch, ClickField } from '../../data/click/click-table';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { numericFields, rowsOfBatch } from './click-model-options';
import { FieldEmbeddings, type TableSharing } from './field-embeddings';

/** A row as a list of vectors: one of each field's id, then x · u_f for each numeric field's number x. */
export class FeatureVectors {
  readonly parameters: readonly Parameter[];
  /** Vectors a row. */
  readonly count: number;
  private readonly embeddings: FieldEmbeddings;
  private readonly numberVectors: Parameter | null;

  /** @param options.biased the first column is a weight of its own, which starts at 0 */
  constructor(
    private readonly options: {
      readonly fields: readonly ClickField[];
      readonly sharing: TableSharing;
      /** Columns, a bias among them. */
      readonly width: number;
      readonly biased: boolean;
      readonly random: Random;
    },
  ) {
    const { fields, sharing, width } = options;
    const numeric = numericFields(fields).length;
    const values = (rows: number) => this.startingValues(rows);
    this.embeddings = new FieldEmbeddings({ fields, sharing, width, values });
    this.numberVectors =
      numeric === 0
        ? null
        : new Parameter({ name: 'number-vectors', shape: [numeric, width], values: values(numeric) });
    this.count = fields.length + numeric;
    this.parameters = [this.embeddings.table, this.numberVectors].filter((p): p is Parameter => p !== null);
  }

  /** @returns [rows, count, width] */
  of(batch: Omit<ClickBatch, 'labels'>): tf.Tensor3D {
    const { fields, width } = this.options;
    const rows = rowsOfBatch(fields, batch);
    const ofIds = tf.reshape(this.embeddings.of(batch.ids), [rows, fields.length, width]) as tf.Tensor3D;
    if (this.numberVectors === null) return ofIds;
    const numbers = tf.tensor3d(batch.numbers, [rows, this.count - fields.length, 1]);
    const ofNumbers = tf.mul(numbers, tf.expandDims(this.numberVectors.value<tf.Tensor2D>(), 0));
    return tf.concat([ofIds, ofNumbers as tf.Tensor3D], 1);
  }

  private startingValues(rows: number): Float32Array {
    const { width, biased, random } = this.options;
    const values = random.normals(rows * width, 0.05);
    if (biased) for (let row = 0; row < rows; row++) values[row * width] = 0;
    return values;
  }
}
