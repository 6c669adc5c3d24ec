import { checkOptions, InputError } from '../errors';
import type { Contexts } from './contexts';

/** The rows that some queries need, by their new numbers, and how far each must reach. */
function neededRows(contexts: Contexts, queries: Int32Array): Map<number, { row: number; length: number }> {
  const needed = new Map<number, { row: number; length: number }>();
  for (const query of queries) {
    const row = contexts.rows[query];
    if (row === undefined) {
      throw new InputError(
        `takeContexts: queries must be among 0 .. ${contexts.rows.length - 1}, found ${query}`,
      );
    }
    const held = needed.get(row) ?? { row: needed.size, length: 0 };
    held.length = Math.max(held.length, contexts.lengths[query]);
    needed.set(row, held);
  }
  return needed;
}

/**
 * Some of the queries in the order given, for a batch: queries that shared a sequence still do, sequences that nobody
 * asks about are left out, and what no query knows is cut off.
 * @param options.queries numbers of queries
 * @throws InputError for a query that is not there
 */
export function takeContexts(options: {
  readonly contexts: Contexts;
  readonly queries: Int32Array;
}): Contexts {
  checkOptions('takeContexts', options, ['contexts', 'queries']);
  const { contexts, queries } = options;
  const needed = neededRows(contexts, queries);
  const width = [...needed.values()].reduce((longest, { length }) => Math.max(longest, length), 0);
  const users = new Int32Array(needed.size);
  const sequences = new Int32Array(needed.size * width).fill(-1);
  for (const [old, { row, length }] of needed) {
    users[row] = contexts.users[old];
    const start = old * contexts.width;
    sequences.set(contexts.sequences.subarray(start, start + length), row * width);
  }
  return {
    users,
    sequences,
    width,
    rows: Int32Array.from(queries, (query) => needed.get(contexts.rows[query])?.row ?? -1),
    lengths: Int32Array.from(queries, (query) => contexts.lengths[query]),
  };
}
