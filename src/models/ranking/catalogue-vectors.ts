import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { type CompactRows, CompactTable } from '../compact-table';

/** Numbers known of each item, from a language model or as side features: [items, width], row-major. */
export interface ItemTable {
  readonly values: Float32Array;
  readonly width: number;
}

export interface CatalogueOptions {
  readonly items: number;
  readonly dimensions: number;
  /** A vector of its own for each item. */
  readonly withIds: boolean;
  /** Where fewer rows serve the ids; a row of its own for each unless given. */
  readonly idRows?: CompactRows;
  /** Projected and added; null leaves the text out. */
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

/** One vector an item, v_i = e_i + W text_i, and a bias: what every model scores its contexts against. */
export class CatalogueVectors {
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  private readonly ids: Parameter | null;
  private readonly compact: CompactTable | null = null;
  private readonly projection: Parameter | null;
  private readonly text: Parameter | null;
  private readonly bias: Parameter;
  private readonly everyItem: Int32Array;

  constructor({ items, dimensions, withIds, idRows, itemText, random }: CatalogueOptions) {
    const matrix = (name: string, rows: number, deviation: number) =>
      new Parameter({
        name,
        shape: [rows, dimensions],
        values: random.normals(rows * dimensions, deviation),
      });
    if (withIds && idRows !== undefined) {
      const values = (rows: number) => random.normals(rows * dimensions, 0.05);
      const shape = { name: 'item-ids', ids: items, width: dimensions };
      this.compact = new CompactTable({ ...shape, rows: idRows, rowWise: false, values });
    }
    this.ids = this.compact?.table ?? (withIds ? matrix('item-ids', items, 0.05) : null);
    this.everyItem = Int32Array.from({ length: items }, (_, item) => item);
    this.projection =
      itemText === null ? null : matrix('item-text/weights', itemText.width, 0.3 / Math.sqrt(itemText.width));
    this.text =
      itemText === null
        ? null
        : new Parameter({
            name: 'item-text',
            shape: [items, itemText.width],
            values: itemText.values,
            trainable: false,
          });
    this.bias = new Parameter({
      name: 'item-bias',
      shape: [items],
      values: new Float32Array(items),
      decays: false,
    });
    this.parameters = [this.ids, this.projection, this.bias].filter((p): p is Parameter => p !== null);
    this.constants = this.text === null ? [] : [this.text];
  }

  /** [items, dimensions] */
  vectors(): tf.Tensor2D {
    const ids = this.compact?.of(this.everyItem) ?? this.ids?.value<tf.Tensor2D>() ?? null;
    if (this.projection === null || this.text === null) return ids as tf.Tensor2D;
    const read = tf.matMul(this.text.value<tf.Tensor2D>(), this.projection.value<tf.Tensor2D>());
    return ids === null ? (read as tf.Tensor2D) : tf.add(ids, read);
  }

  /** [items] */
  biases(): tf.Tensor1D {
    return this.bias.value<tf.Tensor1D>();
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}
