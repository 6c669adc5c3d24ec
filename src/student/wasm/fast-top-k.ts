import { type BestItemsOptions, Heap, type RankedItem } from '../catalogue/best-items';
import { checkTable, type ProductTable } from './product-table';
import { layOut, norm, type ScanLayout } from './scan-layout';
import { scanQuery } from './scan-query';
import { compileScan, Scanner } from './scanner';

export interface FastTopKOptions extends BestItemsOptions {
  /** [width]; a score is query · vector + bias, its sum in any order and of single or double precision */
  readonly query: Float32Array;
  /**
   * Where scores are not the products but something of theirs: the product below which an item's score is below the given
   * one.
   */
  readonly reachOf?: (score: number) => number;
}

/**
 * The k best items of a catalogue whose scores are products, exactly as `bestItems` ranks them, without scoring them
 * all: a first pass over vectors rounded to int8, in SIMD WebAssembly, finds the items whose score may be among the
 * best, with a bound of everything that the rounding may change; those alone are scored.
 */
export class FastTopK {
  private constructor(
    private readonly width: number,
    private readonly layout: ScanLayout,
    private readonly scanner: Scanner,
  ) {}

  /**
   * Takes time linear in the table and an eighth to a third of its bytes; the table itself is not kept.
   * @returns null where WebAssembly's SIMD is not there: `bestItems` gives the same ranking
   * @throws RangeError where sizes do not fit together or a value is not finite
   */
  static over(table: ProductTable): FastTopK | null {
    checkTable(table);
    const scan = compileScan();
    if (scan === null) return null;
    const layout = layOut(table);
    return new FastTopK(table.width, layout, new Scanner(layout, scan));
  }

  /** No product is larger than this, in either direction. */
  largestProduct(query: Float32Array): number {
    const { mean, largestNorm } = this.layout;
    return 1.001 * Math.hypot(...query) * (norm(mean) + largestNorm);
  }

  /** @throws RangeError on a query of another width or with a value that is not finite */
  bestItems({ query, scores, ids, k, isAllowed, reachOf }: FastTopKOptions): RankedItem[] {
    const { width } = this;
    if (query.length !== width || !query.every(Number.isFinite))
      throw new RangeError(`top-k: the query must be ${width} finite numbers, found ${query.join(', ')}`);
    const heap = new Heap(Math.min(k, ids.length), ids);
    const one = new Float32Array(1);
    let [last, least] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    this.scanner.run(scanQuery(this.layout, query), (item) => {
      scores.block(item, item + 1, one);
      if (heap.takes(item, one[0]) && isAllowed(item)) heap.add(item, one[0]);
      if (reachOf === undefined) return heap.threshold;
      if (heap.threshold !== last) [last, least] = [heap.threshold, reachOf(heap.threshold)];
      return least;
    });
    return heap.sorted();
  }
}
