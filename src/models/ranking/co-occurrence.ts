import type { Sequences } from '../../data/contexts';
import { ItemNeighbours, packNeighbours } from './item-neighbours';

/**
 * Items taken near each other: S[i, j] = Σ 1 / distance over the pairs of places at most `window` apart, in either
 * direction, an item taken again included. No training; a control that sequential models must beat.
 */
export function coOccurrence(options: {
  readonly items: number;
  readonly sequences: Sequences;
  /** Farthest distance that counts. */
  readonly window: number;
  /** Weight of an item against the next younger one when a history is scored. */
  readonly decay: number;
}): ItemNeighbours {
  const { items, sequences, window, decay } = options;
  const rows = Array.from({ length: items }, () => new Map<number, number>());
  const add = (from: number, to: number, value: number) =>
    rows[from].set(to, (rows[from].get(to) ?? 0) + value);
  for (let user = 0; user + 1 < sequences.offsets.length; user++) {
    const [start, end] = [sequences.offsets[user], sequences.offsets[user + 1]];
    for (let a = start; a < end; a++) {
      for (let b = a + 1; b < Math.min(end, a + window + 1); b++) {
        const [first, second] = [sequences.items[a], sequences.items[b]];
        add(first, second, 1 / (b - a));
        add(second, first, 1 / (b - a));
      }
    }
  }
  return new ItemNeighbours({ neighbours: packNeighbours(rows), decay });
}
