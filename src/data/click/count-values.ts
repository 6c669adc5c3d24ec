/** A text of its own: what is cut out of a block of a file would keep the whole block in memory. */
function copyOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/**
 * Counts how often each text occurs, in bounded memory: while there are at most twice `capacity` different ones the
 * counts are exact. Beyond that the rarest go, and all others lose as much (Misra and Gries, in batches): then each count
 * is too small by at most `undercount`, which is at most the number of texts over the capacity, and never too large.
 * @see Misra & Gries 1982, "Finding repeated elements", Science of Computer Programming 2
 */
export class ValueCounter {
  private readonly counts = new Map<string, number>();
  private lost = 0;

  constructor(private readonly capacity: number) {}

  /** 0 while the counts are exact. */
  get undercount(): number {
    return this.lost;
  }

  add(value: string): void {
    const held = this.counts.get(value);
    if (held !== undefined) {
      this.counts.set(value, held + 1);
      return;
    }
    this.counts.set(copyOf(value), 1);
    if (this.counts.size > 2 * this.capacity) this.drop();
  }

  private drop(): void {
    const sorted = Float64Array.from(this.counts.values()).sort();
    const loss = sorted[sorted.length - 1 - this.capacity];
    for (const [value, count] of this.counts) {
      if (count <= loss) this.counts.delete(value);
      else this.counts.set(value, count - loss);
    }
    this.lost += loss;
  }

  /** Values counted `minCount` times or more, the most frequent first, at most `most`; of one count, by their code units. */
  frequent(minCount: number, most: number): string[] {
    const kept = [...this.counts].filter(([, count]) => count >= minCount);
    kept.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return kept.slice(0, most).map(([value]) => value);
  }
}
