import type { Fields } from '../file/fields';
import { FloatRows, type Rows } from '../file/rows';
import type { Tensors } from '../file/tensors';
import { hashOf } from './id-hash';

/** Writes the vector of an id. */
export type ReadVector = (id: number, into: Float32Array, at: number) => void;

/**
 * Vectors of many ids out of a table of fewer rows: hashed, or v_id = Q[⌊id / m⌋] ∘ R[id mod m] with the quotients' rows
 * before the remainders'.
 */
export function compactVectors(options: {
  readonly tensors: Tensors;
  readonly name: string;
  /** `kind`, and `rows` or `remainders`. */
  readonly sharing: Fields;
  readonly ids: number;
  readonly width: number;
}): ReadVector {
  const { tensors, name, sharing, ids, width } = options;
  if (sharing.word('kind', ['hashed', 'quotient-remainder']) === 'hashed') {
    const count = sharing.count('rows');
    const table = tensors.rows(name, count, width);
    return (id, into, at) => table.read(hashOf(0, id) % count, into, at);
  }
  const remainders = sharing.count('remainders');
  const quotients = Math.ceil(ids / remainders);
  return quotientRemainder(tensors.rows(name, quotients + remainders, width), quotients, remainders);
}

/** The same, written out: a row an id. */
export function compactRows(options: Parameters<typeof compactVectors>[0]): Rows {
  const { ids, width } = options;
  const read = compactVectors(options);
  const table = new Float32Array(ids * width);
  for (let id = 0; id < ids; id++) read(id, table, id * width);
  return new FloatRows(table, width);
}

function quotientRemainder(table: Rows, quotients: number, remainders: number): ReadVector {
  const own = new Float32Array(table.width);
  return (id, into, at) => {
    table.read(Math.floor(id / remainders), into, at);
    table.read(quotients + (id % remainders), own);
    for (let k = 0; k < own.length; k++) into[at + k] *= own[k];
  };
}
