/** Items scored at once: their scores stay in the fastest cache. */
const BLOCK = 1024;

export interface ItemScores {
  /** Scores of the items from .. to - 1, written to the start of `out`. */
  block(from: number, to: number, out: Float32Array): void;
}

export interface BestItemsOptions {
  readonly scores: ItemScores;
  readonly ids: readonly string[];
  readonly k: number;
  readonly isAllowed: (item: number) => boolean;
  /** No more than so many items are not allowed; absent where nobody knows. */
  readonly refused?: number;
}

/**
 * The k best of the allowed items, best first; of equal scores the one whose id comes first (by UTF-16 code units).
 * Block by block through a heap whose root is the worst of the best: O(items + k · log k · log items) where scores come in
 * no order.
 */
export function bestItems({ scores, ids, k, isAllowed }: BestItemsOptions): RankedItem[] {
  const heap = new Heap(Math.min(k, ids.length), ids);
  const block = new Float32Array(BLOCK);
  for (let from = 0; from < ids.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, ids.length);
    scores.block(from, to, block);
    for (let item = from; item < to; item++) {
      const score = block[item - from];
      if (heap.takes(item, score) && isAllowed(item)) heap.add(item, score);
    }
  }
  return heap.sorted();
}

/** An item by index. */
export interface RankedItem {
  readonly item: number;
  readonly score: number;
}

/** The best of what is added, the worst of them at the root. */
export class Heap {
  private readonly entries: RankedItem[] = [];

  constructor(
    private readonly size: number,
    private readonly ids: readonly string[],
  ) {}

  /** The score below which nothing is taken any more. */
  get threshold(): number {
    return this.entries.length < this.size ? Number.NEGATIVE_INFINITY : this.entries[0].score;
  }

  takes(item: number, score: number): boolean {
    if (this.entries.length < this.size) return true;
    const [worst] = this.entries;
    return score > worst.score || (score === worst.score && this.ids[item] < this.ids[worst.item]);
  }

  add(item: number, score: number): void {
    const { entries } = this;
    if (entries.length < this.size) {
      entries.push({ item, score });
      this.rise(entries.length - 1);
    } else {
      entries[0] = { item, score };
      this.sink();
    }
  }

  sorted(): RankedItem[] {
    return this.entries.sort((a, b) => (this.isWorse(a, b) ? 1 : -1));
  }

  private isWorse(a: RankedItem, b: RankedItem): boolean {
    return a.score < b.score || (a.score === b.score && this.ids[a.item] > this.ids[b.item]);
  }

  private rise(start: number): void {
    const { entries } = this;
    let at = start;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isWorse(entries[at], entries[above])) return;
      [entries[at], entries[above]] = [entries[above], entries[at]];
      at = above;
    }
  }

  private sink(): void {
    const { entries } = this;
    let at = 0;
    for (;;) {
      let worst = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < entries.length && this.isWorse(entries[below], entries[worst])) worst = below;
      if (worst === at) return;
      [entries[at], entries[worst]] = [entries[worst], entries[at]];
      at = worst;
    }
  }
}
