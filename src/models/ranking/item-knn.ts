import type { Sequences } from '../../data/contexts';
import { ItemNeighbours, packNeighbours } from './item-neighbours';

/**
 * Item-based neighbours: the cosine of the sets of users who took two items, shrunk where few did,
 *   S[i, j] = n_ij / (√(n_i · n_j) + shrinkage), the `neighbours` largest of each row.
 * @see Sarwar et al. 2001, WWW
 */
export function itemKnn(options: {
  readonly items: number;
  readonly sequences: Sequences;
  readonly neighbours: number;
  readonly shrinkage: number;
  readonly decay: number;
}): ItemNeighbours {
  const { items, sequences, shrinkage, decay } = options;
  const together = Array.from({ length: items }, () => new Map<number, number>());
  const takers = new Float64Array(items);
  for (let user = 0; user + 1 < sequences.offsets.length; user++) {
    const own = [...new Set(sequences.items.subarray(sequences.offsets[user], sequences.offsets[user + 1]))];
    for (const a of own) {
      takers[a]++;
      for (const b of own) if (a !== b) together[a].set(b, (together[a].get(b) ?? 0) + 1);
    }
  }
  const rows = together.map((row, a) => {
    const similar = [...row].map(([b, count]): [number, number] => [
      b,
      count / (Math.sqrt(takers[a] * takers[b]) + shrinkage),
    ]);
    similar.sort((x, y) => y[1] - x[1] || x[0] - y[0]);
    return new Map(similar.slice(0, options.neighbours));
  });
  return new ItemNeighbours({ neighbours: packNeighbours(rows), decay });
}
