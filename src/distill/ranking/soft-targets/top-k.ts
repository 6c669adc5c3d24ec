import { checkOptions, InputError } from '../../../errors';

/** The best so far, best first. */
interface Best {
  readonly items: Int32Array;
  readonly logits: Float32Array;
  size: number;
}

/** Puts an item in its place behind all that are as good; the last falls out where the list is full. */
function insert({ items, logits, size }: Best, item: number, logit: number): void {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (logits[middle] >= logit) low = middle + 1;
    else high = middle;
  }
  const end = Math.min(size, items.length - 1);
  items.copyWithin(low + 1, low, end);
  logits.copyWithin(low + 1, low, end);
  items[low] = item;
  logits[low] = logit;
}

/** Ranks one row of scores; items whose mark is `excluded` are passed over. */
function rank(scores: Float32Array, best: Best, marks: Int32Array, excluded: number): void {
  const k = best.items.length;
  for (let item = 0; item < scores.length; item++) {
    // An equal score comes later here, so it stands behind.
    if (best.size === k && !(scores[item] > best.logits[k - 1])) continue;
    if (marks[item] === excluded) continue;
    insert(best, item, scores[item]);
    if (best.size < k) best.size++;
  }
}

/**
 * The k best items of each row of scores, best first; of equal scores the item of the lower index first.
 * @param options.scores [rows, items], row-major, unscaled
 * @param options.items size of the catalogue
 * @param options.exclude items that a row must not get (those of its history, say); -1 among them is passed over
 * @returns items and logits, each [rows, k]
 * @throws InputError for a score that is no finite number, or a row with fewer than k items left
 */
export function topKOf(options: {
  readonly scores: Float32Array;
  readonly items: number;
  readonly k: number;
  readonly exclude: ((row: number) => Int32Array) | null;
}): { items: Int32Array; logits: Float32Array } {
  checkOptions('topKOf', options, ['scores', 'items', 'k', 'exclude']);
  const { scores, items, k, exclude } = options;
  if (!(Number.isInteger(k) && k >= 1 && k <= items && scores.length % items === 0)) {
    throw new InputError(
      `topKOf: expected rows of ${items} scores and k from 1 to ${items}, found ${scores.length} scores and k ${k}`,
    );
  }
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new InputError(
      `topKOf: row ${Math.floor(bad / items)} has the score ${scores[bad]} for item ${bad % items}; expected finite numbers`,
    );
  }
  const rows = scores.length / items;
  const top = { items: new Int32Array(rows * k), logits: new Float32Array(rows * k) };
  const marks = new Int32Array(items).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (const item of exclude?.(row) ?? []) if (item >= 0) marks[item] = row;
    const range = [row * k, (row + 1) * k] as const;
    const best = { items: top.items.subarray(...range), logits: top.logits.subarray(...range), size: 0 };
    rank(scores.subarray(row * items, (row + 1) * items), best, marks, row);
    if (best.size === k) continue;
    throw new InputError(
      `topKOf: row ${row} has ${best.size} items left of ${items}, expected at least k = ${k}; ask for fewer`,
    );
  }
  return top;
}
