import type { Contexts } from './contexts';

/** The items that a query knows, oldest first; a view, not a copy. */
export function knownItems({ sequences, width, rows, lengths }: Contexts, query: number): Int32Array {
  const start = rows[query] * width;
  return sequences.subarray(start, start + lengths[query]);
}
