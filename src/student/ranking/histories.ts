import type { ModelFile } from '../file/model';
import { check } from '../student-error';

/** What each user took when the model was saved. */
export interface Histories {
  /** Oldest first. */
  of(user: number): Int32Array;
  /** How often each item was taken; null where no history is stored, as in models compressed so. [items] */
  readonly counts: Float32Array | null;
}

export function historiesOf({ description, tensors }: ModelFile): Histories {
  const { users, items } = description;
  if (!tensors.has('history/items')) return { of: () => new Int32Array(0), counts: null };
  const all = tensors.indices('history/items', items.length);
  const lengths = tensors.indices('history/lengths', 2 ** 24);
  check(lengths.length === users.length, 'history/lengths', `${users.length} histories`, lengths.length);
  const offsets = new Float64Array(lengths.length + 1);
  lengths.forEach((length, user) => {
    offsets[user + 1] = offsets[user] + length;
  });
  const total = offsets[lengths.length];
  check(total === all.length, 'history/items', `${total} items`, all.length);
  const counts = new Float32Array(items.length);
  for (const item of all) counts[item]++;
  return {
    of: (user) => all.subarray(offsets[user], offsets[user + 1]),
    counts: all.length === 0 ? null : counts,
  };
}
