import * as tf from '@tensorflow/tfjs-node';
import type { ClickBatch, ClickField } from '../../data/click/click-table';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { numericFields, rowsOfBatch } from './click-model-options';
import { FieldEmbeddings, type TableSharing } from './field-embeddings';

/** A row as one vector: its fields' vectors side by side, then its numbers. */
export class FlatFeatures {
  readonly parameters: readonly Parameter[];
  /** fields · dimensions + numeric fields */
  readonly width: number;
  private readonly embeddings: FieldEmbeddings;
  private readonly numeric: number;

  constructor(
    private readonly options: {
      readonly fields: readonly ClickField[];
      readonly sharing: TableSharing;
      /** Width of a field's vector. */
      readonly dimensions: number;
      readonly random: Random;
    },
  ) {
    const { fields, sharing, dimensions, random } = options;
    const values = (rows: number) => random.normals(rows * dimensions, 0.05);
    this.embeddings = new FieldEmbeddings({ fields, sharing, width: dimensions, values });
    this.numeric = numericFields(fields).length;
    this.width = fields.length * dimensions + this.numeric;
    this.parameters = [this.embeddings.table];
  }

  /** @returns [rows, width] */
  of(batch: Omit<ClickBatch, 'labels'>): tf.Tensor2D {
    const { fields, dimensions } = this.options;
    const rows = rowsOfBatch(fields, batch);
    const flat = tf.reshape(this.embeddings.of(batch.ids), [rows, fields.length * dimensions]) as tf.Tensor2D;
    if (this.numeric === 0) return flat;
    return tf.concat([flat, tf.tensor2d(batch.numbers, [rows, this.numeric])], 1) as tf.Tensor2D;
  }
}
