import type { Contexts, Sequences } from '../../data/contexts';
import type { Scorer } from './ranking-model';

/** Ranks every context by how often the training sequences took an item: the floor. */
export class Popularity implements Scorer {
  /** [items] */
  readonly counts: Float32Array;

  constructor({ items, sequences }: { readonly items: number; readonly sequences: Sequences }) {
    this.counts = new Float32Array(items);
    for (const item of sequences.items) this.counts[item]++;
  }

  get items(): number {
    return this.counts.length;
  }

  score({ rows }: Contexts): Float32Array {
    const scores = new Float32Array(rows.length * this.items);
    for (let q = 0; q < rows.length; q++) scores.set(this.counts, q * this.items);
    return scores;
  }
}
