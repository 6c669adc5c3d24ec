import { type BestItemsOptions, bestItems, Heap, type RankedItem } from '../catalogue/best-items';
import { isFiniteTable, type ProductTable } from './product-table';
import { layOut, type ScanLayout } from './scan-layout';
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
    readonly layout: ScanLayout,
    private readonly scanner: Scanner,
  ) {}

  /**
   * Takes time linear in the table and an eighth to a third of its bytes; the table itself is not kept.
   * @returns null where WebAssembly's SIMD is not there, or a number is not finite: `bestItems` gives the same ranking
   */
  static over(table: ProductTable): FastTopK | null {
    const scan = isFiniteTable(table) ? compileScan() : null;
    if (scan === null) return null;
    const layout = layOut(table);
    return new FastTopK(layout, new Scanner(layout, scan));
  }

  /** Plainly where a number of the query is not finite. */
  bestItems(options: FastTopKOptions): RankedItem[] {
    const { query, scores, ids, k, isAllowed, refused = Number.POSITIVE_INFINITY, reachOf } = options;
    if (!query.every(Number.isFinite)) return bestItems(options);
    const heap = new Heap(Math.min(k, ids.length), ids);
    const one = new Float32Array(1);
    let last = Number.NEGATIVE_INFINITY;
    let least = last;
    const offer = (item: number) => {
      scores.block(item, item + 1, one);
      if (heap.takes(item, one[0]) && isAllowed(item)) heap.add(item, one[0]);
      if (reachOf === undefined) return heap.threshold;
      if (heap.threshold > last) {
        last = heap.threshold;
        least = reachOf(last);
      }
      return least;
    };
    const asked = scanQuery(this.layout, query);
    // the best by product need not be the best by what follows from it
    this.scanner.run(asked, reachOf === undefined ? Math.min(k, ids.length) + refused : 0, offer);
    return heap.sorted();
  }
}
