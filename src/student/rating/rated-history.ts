import type { ModelFile } from '../file/model';
import { check } from '../student-error';

/** A partner of a user or item, with its weights in the two sums. */
export interface Partner {
  readonly row: number;
  readonly implicit: number;
  readonly explicit: number;
}

export interface RatedHistory {
  readonly ofUsers: readonly (readonly Partner[])[];
  readonly ofItems: readonly (readonly Partner[])[];
}

interface Pairs {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly ratings: Float32Array;
}

/** Weights 1 / √n and (rating − mean) / √n, with each mean drawn to the overall one by five ratings' weight. */
function partnersOf(count: number, { rows, columns, ratings }: Pairs): Partner[][] {
  const overall = ratings.reduce((sum, rating) => sum + rating, 0) / Math.max(1, ratings.length);
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  rows.forEach((row, k) => {
    sums[row] += ratings[k];
    counts[row]++;
  });
  const partners: Partner[][] = Array.from({ length: count }, () => []);
  rows.forEach((row, k) => {
    const implicit = 1 / Math.sqrt(counts[row]);
    const mean = (sums[row] + 5 * overall) / (counts[row] + 5);
    partners[row].push({ row: columns[k], implicit, explicit: (ratings[k] - mean) * implicit });
  });
  return partners;
}

/** The training ratings that a model reads as history; null where it reads none. */
export function ratedHistory({ description, tensors }: ModelFile): RatedHistory | null {
  if (!tensors.has('history/users')) return null;
  const [users, items] = [description.users.length, description.items.length];
  const rows = tensors.indices('history/users', users);
  const columns = tensors.indices('history/items', items);
  const ratings = tensors.values('history/ratings', [rows.length]);
  check(columns.length === rows.length, 'history/items', `${rows.length} numbers`, columns.length);
  return {
    ofUsers: partnersOf(users, { rows, columns, ratings }),
    ofItems: partnersOf(items, { rows: columns, columns: rows, ratings }),
  };
}
