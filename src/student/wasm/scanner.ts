import { scanBytes } from './scan-bytes';
import type { ScanLayout } from './scan-layout';
import type { ScanQuery } from './scan-query';

const pageBytes = 65536;
/** Whatever reaches it may be infinite as a score. */
const largestSingle = 3.4028234e38;
const aligned = (bytes: number) => Math.ceil(bytes / 16) * 16;

interface ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  scan(...words: readonly number[]): number;
}

/** What is used of WebAssembly, whose types belong to browsers' declarations. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

export interface CompiledScan {
  instantiate(offer: (place: number) => number): ScanExports;
}

/** The compiled scan; null where there is no WebAssembly, or none with SIMD. */
export function compileScan(): CompiledScan | null {
  const engine = (globalThis as { readonly WebAssembly?: Engine }).WebAssembly;
  if (engine === undefined) return null;
  const bytes = Uint8Array.from(atob(scanBytes), (letter) => letter.charCodeAt(0));
  if (!engine.validate(bytes)) return null;
  // Below 4 kB, so that a browser lets the page's own thread compile it.
  const module = new engine.Module(bytes);
  return {
    instantiate: (offer) => new engine.Instance(module, { scan: { offer } }).exports as ScanExports,
  };
}

/** A catalogue in the memory of a scan. */
export class Scanner {
  private readonly exports: ScanExports;
  private readonly queryCodes: Int16Array;
  private readonly codesAt: number;
  private readonly boundsAt: number;
  private offer: (item: number) => number = () => Number.POSITIVE_INFINITY;
  private threshold = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly layout: ScanLayout,
    scan: CompiledScan,
  ) {
    const { codes, bounds, pairs } = layout;
    this.exports = scan.instantiate((place) => this.offered(place));
    this.boundsAt = aligned(4 * pairs);
    this.codesAt = aligned(this.boundsAt + bounds.byteLength);
    const { memory } = this.exports;
    memory.grow(Math.ceil((this.codesAt + codes.byteLength) / pageBytes));
    this.queryCodes = new Int16Array(memory.buffer, 0, 2 * pairs);
    new Float64Array(memory.buffer, this.boundsAt, bounds.length).set(bounds);
    new Int8Array(memory.buffer, this.codesAt, codes.length).set(codes);
  }

  /**
   * Offers every item that may be among the best.
   * @param offer takes the item and gives the score below which none is of interest any more
   * @returns the items whose codes were read
   */
  run(query: ScanQuery, offer: (item: number) => number): number {
    const { blocks, pairs, firstPairs } = this.layout;
    this.queryCodes.set(query.codes);
    this.offer = offer;
    this.threshold = Number.NEGATIVE_INFINITY;
    return this.exports.scan(
      ...[blocks, pairs, firstPairs, this.codesAt, 0, this.boundsAt, this.threshold],
      ...[query.shift, query.norm, query.roundingNorm, query.restNorm, query.scale],
    );
  }

  /** The last block's empty places are offered as well. */
  private offered(place: number): number {
    const { origin, items } = this.layout;
    if (place < items) this.threshold = Math.min(this.offer(origin[place]), largestSingle);
    return this.threshold;
  }
}
