import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../errors';
import { Parameter } from '../tensor/parameter';

/**
 * How a table of fewer rows serves many ids.
 * - `hashed`: the ids are hashed to `rows` rows; ids that collide have one vector (Weinberger et al. 2009,
 *   arXiv:0902.2206).
 * - `quotient-remainder`: with m = `remainders`, v_id = Q[⌊id / m⌋] ∘ R[id mod m]; every id has a pair of rows of its
 *   own, so none have one vector by force. ⌈ids / m⌉ + m rows; fewest near m = √ids (Shi et al. 2020,
 *   arXiv:1909.02107).
 */
export type CompactRows =
  | { readonly kind: 'hashed'; readonly rows: number }
  | { readonly kind: 'quotient-remainder'; readonly remainders: number };

/** Well spread over the 32-bit integers; part of every saved hashed model, so it never changes. */
export function hashOf(field: number, id: number): number {
  let z = Math.imul(id, 0x9e3779b1) ^ Math.imul(field + 1, 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 16), 0x7feb352d);
  z = Math.imul(z ^ (z >>> 15), 0x846ca68b);
  return (z ^ (z >>> 16)) >>> 0;
}

function checkRows(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InputError(`CompactTable: ${name} must be a whole number of at least 1, found ${value}`);
}

/** Vectors of many ids out of one table of fewer rows: quotients' rows first, then the remainders'. */
export class CompactTable {
  readonly table: Parameter;
  /** Rows of quotients; 0 where the ids are hashed. */
  private readonly quotients: number;

  /**
   * @param options.values [rows, width] of the given number of rows, row-major. A remainder's row starts at 1, so that
   *   a vector starts as its quotient's row and every slope of both can be above 0
   * @throws InputError where rows or remainders are no whole number of at least 1
   */
  constructor(
    private readonly options: {
      readonly name: string;
      readonly ids: number;
      readonly width: number;
      readonly rows: CompactRows;
      readonly rowWise: boolean;
      readonly values: (rows: number) => Float32Array;
    },
  ) {
    const { name, ids, width, rows, rowWise, values } = options;
    if (rows.kind === 'hashed') {
      this.quotients = 0;
      const count = checkRows('rows', rows.rows);
      this.table = new Parameter({ name, shape: [count, width], values: values(count), rowWise });
      return;
    }
    const remainders = checkRows('remainders', rows.remainders);
    this.quotients = Math.ceil(ids / remainders);
    const start = new Float32Array((this.quotients + remainders) * width).fill(1);
    start.set(values(this.quotients));
    this.table = new Parameter({
      ...{ name, shape: [this.quotients + remainders, width], values: start, rowWise },
    });
  }

  /** ids [rows] -> [rows, width], differentiable */
  of(ids: Int32Array): tf.Tensor2D {
    const { rows } = this.options;
    if (rows.kind === 'hashed') return this.table.rows(ids.map((id) => hashOf(0, id) % rows.rows));
    const quotients = this.table.rows(ids.map((id) => Math.floor(id / rows.remainders)));
    const remainders = this.table.rows(ids.map((id) => this.quotients + (id % rows.remainders)));
    return tf.mul(quotients, remainders);
  }
}
