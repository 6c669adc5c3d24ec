import { scanBytes } from './scan-bytes';
import type { ScanLayout } from './scan-layout';
import type { ScanQuery } from './scan-query';

const pageBytes = 65536;
/** Whatever reaches it may be infinite as a score. */
const largestSingle = 3.4028234e38;
/** Where the scan notes what it found; see assembly/scan.ts. */
const [leastsAt, mostKept, reachesAt, mostFound] = [128, 256, 2176, 4096];
const [placesAt, notesEnd] = [34944, 51328];
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

/** Takes an item and gives the score below which none is of interest any more. */
type Offer = (item: number) => number;

/** A catalogue in the memory of a scan. */
export class Scanner {
  private readonly exports: ScanExports;
  private readonly queryCodes: Int16Array;
  private readonly leasts: Float64Array;
  private readonly reaches: Float64Array;
  private readonly places: Int32Array;
  private readonly codesAt: number;
  private readonly boundsAt: number;
  /** By place. */
  private offered: Offer = () => 0;

  constructor(
    private readonly layout: ScanLayout,
    scan: CompiledScan,
  ) {
    const { codes, bounds, pairs } = layout;
    this.exports = scan.instantiate((place) => this.offered(place));
    this.boundsAt = aligned(notesEnd + 4 * pairs);
    this.codesAt = aligned(this.boundsAt + bounds.byteLength);
    const { memory } = this.exports;
    memory.grow(Math.ceil((this.codesAt + codes.byteLength) / pageBytes));
    this.leasts = new Float64Array(memory.buffer, leastsAt, mostKept);
    this.reaches = new Float64Array(memory.buffer, reachesAt, mostFound);
    this.places = new Int32Array(memory.buffer, placesAt, mostFound);
    this.queryCodes = new Int16Array(memory.buffer, notesEnd, 2 * pairs);
    new Float64Array(memory.buffer, this.boundsAt, bounds.length).set(bounds);
    new Int8Array(memory.buffer, this.codesAt, codes.length).set(codes);
  }

  /**
   * Offers the items that may be among the best.
   * @param keep with it, after the whole scan has told which few may be among so many best by product; else, or where
   *   those are too many to be noted, one by one
   */
  run(query: ScanQuery, keep: number, offer: Offer): void {
    const { origin } = this.layout;
    this.offered = (place) => Math.min(offer(origin[place]), largestSingle);
    const found = keep > 0 && keep <= mostKept ? this.scan(query, keep) : -1;
    if (found < 0) this.scan(query, 0);
    let threshold = found < keep ? Number.NEGATIVE_INFINITY : this.leasts[0];
    for (let i = 0; i < found; i++)
      if (this.reaches[i] >= threshold) threshold = Math.max(threshold, this.offered(this.places[i]));
  }

  private scan(query: ScanQuery, keep: number): number {
    const { items, pairs, firstPairs } = this.layout;
    this.queryCodes.set(query.codes);
    return this.exports.scan(
      ...[items, pairs, firstPairs, this.codesAt, notesEnd, this.boundsAt, keep],
      ...[query.shift, query.rounding, query.norm, query.roundingNorm, query.restNorm, query.scale],
    );
  }
}
