import type { RankedLists } from './teacher-lists';

/**
 * One ranking out of several: an item's score is Σ over the lists of e^(-r / λ), r its place there from 1, and 0 for
 * lists that do not hold it. Equal scores stand in the order of the items' numbers.
 * @param options.lists each [k] items, best first
 * @param options.k length of the result; at most what the shortest list holds
 * @returns [k], best first
 * @see Kang et al. 2023, arXiv:2303.01130, section 4.2 (the teachers' consensus)
 */
export function consensusRanking(options: {
  readonly lists: readonly ArrayLike<number>[];
  readonly k: number;
  readonly lambda: number;
}): Int32Array {
  const { lists, k, lambda } = options;
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (let place = 0; place < list.length; place++) {
      const weight = Math.exp(-(place + 1) / lambda);
      scores.set(list[place], (scores.get(list[place]) ?? 0) + weight);
    }
  }
  const ranked = [...scores].sort(([a, x], [b, y]) => y - x || a - b);
  return Int32Array.from(ranked.slice(0, k), ([item]) => item);
}

/**
 * How far a ranking is from a teacher's, D@k = 1 - DCG@k(ranking) / DCG@k(teacher's own), with the gain
 * 2^(e^(-r / λ)) - 1 of an item at the teacher's place r ≤ k and 0 of others. The paper's gains go by the place in the
 * teacher's ranking; the authors' code reads them off the student's.
 * @returns from 0, the same top k in the same order, to 1, no item shared
 * @see Kang et al. 2023, arXiv:2303.01130, section 4.1
 */
export function rankingDiscrepancy(options: {
  readonly teacher: ArrayLike<number>;
  readonly ranking: ArrayLike<number>;
  readonly k: number;
  readonly lambda: number;
}): number {
  const { teacher, ranking, k, lambda } = options;
  const gains = new Map<number, number>();
  let ideal = 0;
  for (let place = 0; place < k; place++) {
    const gain = 2 ** Math.exp(-(place + 1) / lambda) - 1;
    gains.set(teacher[place], gain);
    ideal += gain / Math.log2(place + 2);
  }
  let found = 0;
  for (let place = 0; place < k; place++) found += (gains.get(ranking[place]) ?? 0) / Math.log2(place + 2);
  return Math.max(0, 1 - found / ideal);
}

/** One row of a batch of lists. */
export function listOf({ items, k }: RankedLists, row: number): Int32Array {
  return items.subarray(row * k, (row + 1) * k);
}
