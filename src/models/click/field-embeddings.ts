import type * as tf from '@tensorflow/tfjs-node';
import type { ClickField } from '../../data/click/click-table';
import { InputError } from '../../errors';
import { Parameter } from '../../tensor/parameter';
import { CompactTable, hashOf } from '../compact-table';

/**
 * Which row of the table an id of a field reads.
 * - `per-field`: a row of its own; the fields' rows lie one after the other.
 * - `shared`: row `id` whatever the field, so that the table is as long as the largest field.
 * - `hashed`: field and id hashed to `rows` rows; what collides shares a vector (Weinberger et al. 2009,
 *   arXiv:0902.2206).
 * - `quotient-remainder`: the product of two rows out of far fewer, all fields' ids counted through; no two ids share
 *   both (Shi et al. 2020, arXiv:1909.02107).
 */
export type TableSharing =
  | { readonly kind: 'per-field' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'hashed'; readonly rows: number }
  | { readonly kind: 'quotient-remainder'; readonly remainders: number };

/** One table of vectors for all fields of a click log; a step reads and moves only the rows of its batch. */
export class FieldEmbeddings {
  readonly table: Parameter;
  private readonly offsets: Int32Array;
  private readonly compact: CompactTable | null = null;

  /**
   * @param options.values [rows, width] of the given number of rows, row-major
   * @throws InputError where no field is given, or `hashed` or `quotient-remainder` ask for no rows
   */
  constructor(
    private readonly options: {
      readonly fields: readonly ClickField[];
      readonly sharing: TableSharing;
      readonly width: number;
      readonly values: (rows: number) => Float32Array;
    },
  ) {
    const { fields, sharing, width, values } = options;
    if (fields.length === 0) throw new InputError('FieldEmbeddings: expected at least one field, found none');
    this.offsets = new Int32Array(fields.length + 1);
    fields.forEach(({ size }, f) => {
      this.offsets[f + 1] = this.offsets[f] + size;
    });
    if (sharing.kind === 'quotient-remainder') {
      const ids = this.offsets[fields.length];
      this.compact = new CompactTable({
        ...{ name: 'embeddings', ids, width, rows: sharing, rowWise: true, values },
      });
      this.table = this.compact.table;
      return;
    }
    const rows = this.rowCount(sharing);
    this.table = new Parameter({
      ...{ name: 'embeddings', shape: [rows, width], rowWise: true },
      values: values(rows),
    });
  }

  /**
   * The vectors of a batch's ids.
   * @param ids [rows, fields], row-major
   * @returns [rows · fields, width]
   * @throws InputError if an id is none of its field's
   */
  of(ids: Int32Array): tf.Tensor2D {
    const rows = this.rowsOf(ids);
    return this.compact === null ? this.table.rows(rows) : this.compact.of(rows);
  }

  private rowCount(sharing: Exclude<TableSharing, { kind: 'quotient-remainder' }>): number {
    const { fields } = this.options;
    if (sharing.kind === 'per-field') return this.offsets[fields.length];
    if (sharing.kind === 'shared') return Math.max(...fields.map(({ size }) => size));
    if (Number.isInteger(sharing.rows) && sharing.rows >= 1) return sharing.rows;
    throw new InputError(
      `FieldEmbeddings: sharing.rows must be a whole number of at least 1, found ${sharing.rows}`,
    );
  }

  private rowsOf(ids: Int32Array): Int32Array {
    const { fields, sharing } = this.options;
    const width = fields.length;
    const rows = new Int32Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const field = i % width;
      const id = ids[i];
      if (!(id >= 0 && id < fields[field].size)) this.refuse(field, id);
      if (sharing.kind === 'shared') rows[i] = id;
      else if (sharing.kind === 'hashed') rows[i] = hashOf(field, id) % sharing.rows;
      else rows[i] = this.offsets[field] + id;
    }
    return rows;
  }

  private refuse(field: number, id: number): never {
    const { name, size } = this.options.fields[field];
    throw new InputError(
      `FieldEmbeddings: expected an id from 0 to ${size - 1} in field "${name}", found ${id}; was the table encoded as the model's training rows were?`,
    );
  }
}
