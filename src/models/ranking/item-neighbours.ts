import type { Contexts } from '../../data/contexts';
import type { Scorer } from './ranking-model';

/** A sparse matrix by rows: those of row i are at `offsets[i] .. offsets[i + 1] - 1`. */
export interface Neighbours {
  /** [items + 1] */
  readonly offsets: Int32Array;
  readonly items: Int32Array;
  readonly values: Float32Array;
}

/**
 * Ranks by what goes with the history: score_j = Σ_p decay^(n - p) · S[s_p, j], the youngest item at p = n.
 * `itemKnn` and `coOccurrence` make the matrix.
 */
export class ItemNeighbours implements Scorer {
  readonly items: number;

  constructor(private readonly options: { readonly neighbours: Neighbours; readonly decay: number }) {
    this.items = options.neighbours.offsets.length - 1;
  }

  score({ rows, lengths, sequences, width }: Contexts): Float32Array {
    const { items } = this;
    const { neighbours, decay } = this.options;
    const scores = new Float32Array(rows.length * items);
    rows.forEach((row, q) => {
      let weight = 1;
      for (let place = lengths[q] - 1; place >= 0; place--) {
        const item = sequences[row * width + place];
        for (let at = neighbours.offsets[item]; at < neighbours.offsets[item + 1]; at++) {
          scores[q * items + neighbours.items[at]] += weight * neighbours.values[at];
        }
        weight *= decay;
      }
    });
    return scores;
  }
}

/** Rows as maps from item to value, packed; within a row the items ascend. */
export function packNeighbours(rows: readonly ReadonlyMap<number, number>[]): Neighbours {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.size;
  });
  const items = new Int32Array(offsets[rows.length]);
  const values = new Float32Array(items.length);
  rows.forEach((row, i) => {
    [...row.keys()]
      .sort((a, b) => a - b)
      .forEach((item, n) => {
        items[offsets[i] + n] = item;
        values[offsets[i] + n] = row.get(item) as number;
      });
  });
  return { offsets, items, values };
}
