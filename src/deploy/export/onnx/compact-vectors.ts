import type { CompactRows } from '../../../models';
import { hashOf } from '../../../models/compact-table';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';

/** A table of fewer rows than ids, see `CompactTable`. */
export interface CompactVectors {
  /** Names the rows of hashed ids in the file. */
  readonly name: string;
  /** [rows, width] */
  readonly table: GraphValue;
  /** How many ids each field has; their ids are counted through. */
  readonly sizes: readonly number[];
  readonly rows: CompactRows;
}

/** The vectors of ids of any shape: […, width] */
export function compactVectors(
  g: GraphFormulas,
  { name, table, sizes, rows }: CompactVectors,
  at: GraphValue,
): GraphValue {
  const { builder } = g;
  if (rows.kind === 'hashed') {
    // ONNX has no arithmetic of 32-bit integers that wraps, so the rows are written out.
    const hashed = sizes.flatMap((size, field) =>
      Array.from({ length: size }, (_, id) => hashOf(field, id) % rows.rows),
    );
    const indices = builder.indices(name, [hashed.length], Int32Array.from(hashed));
    return g.rows(table, g.rows(indices, at));
  }
  const ids = sizes.reduce((sum, size) => sum + size, 0);
  const count = builder.integers([rows.remainders], []);
  const quotients = builder.integers([Math.ceil(ids / rows.remainders)], []);
  const ofQuotients = g.rows(table, g.divide(at, count));
  return g.multiply(ofQuotients, g.rows(table, g.add(quotients, builder.node('Mod', [at, count]))));
}
