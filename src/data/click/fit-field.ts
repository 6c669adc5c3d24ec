import type { Random } from '../../random';
import type { CategoryField } from './click-columns';
import { type CategoryEncoding, type NumberEncoding, signedLog } from './click-encoding';
import { ValueCounter } from './count-values';
import { murmurHash3 } from './murmur-hash';
import { type NumberBuckets, quantileEdges, squaredLogKey } from './number-buckets';

/** Sees a categorical field's texts one by one. */
export interface CategoryFit {
  add(value: string): void;
  finished(field: CategoryField): CategoryEncoding;
}

/** How many different values are counted at least before the rarest are dropped. */
const FEWEST_COUNTED = 1 << 16;

/** Ids for the most frequent values. */
export class VocabularyFit implements CategoryFit {
  private readonly counter: ValueCounter;

  constructor(
    private readonly minCount: number,
    private readonly maxIds: number,
  ) {
    this.counter = new ValueCounter(Math.max(FEWEST_COUNTED, 2 * maxIds));
  }

  add(value: string): void {
    if (value !== '') this.counter.add(value);
  }

  finished(field: CategoryField): CategoryEncoding {
    const values = this.counter.frequent(this.minCount, this.maxIds);
    return {
      kind: 'categorical',
      ...field,
      ids: { kind: 'vocabulary', values, undercount: this.counter.undercount },
    };
  }
}

/** Ids for the buckets that texts are hashed to. */
export class HashFit implements CategoryFit {
  private readonly counts: Int32Array;

  constructor(
    private readonly minCount: number,
    private readonly buckets: number,
    private readonly seed: number,
  ) {
    this.counts = new Int32Array(buckets);
  }

  add(value: string): void {
    if (value !== '') this.counts[murmurHash3(value, this.seed) % this.buckets]++;
  }

  finished(field: CategoryField): CategoryEncoding {
    const { seed, buckets } = this;
    const kept = [...this.counts.keys()].filter((bucket) => this.counts[bucket] >= this.minCount);
    return { kind: 'categorical', ...field, ids: { kind: 'hash', seed, buckets, kept } };
  }
}

/** How many numbers the quantiles are taken from. */
const RESERVOIR = 1 << 16;

/** Sees a numeric field's numbers one by one: mean and deviation (Welford 1962), buckets, and a fair sample of them. */
export class NumberFit {
  private count = 0;
  private mean = 0;
  private squares = 0;
  private readonly keys = new Map<number, number>();
  private readonly reservoir: Float64Array;

  constructor(
    private readonly minCount: number,
    private readonly buckets: 'squared-log' | number,
    private readonly random: Random,
  ) {
    this.reservoir = new Float64Array(buckets === 'squared-log' ? 0 : RESERVOIR);
  }

  add(x: number): void {
    if (Number.isNaN(x)) return;
    this.count++;
    const distance = signedLog(x) - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (signedLog(x) - this.mean);
    if (this.buckets === 'squared-log') {
      const key = squaredLogKey(x);
      this.keys.set(key, (this.keys.get(key) ?? 0) + 1);
    } else this.sample(x);
  }

  /** Keeps every number seen so far with the same chance (Vitter 1985, algorithm R). */
  private sample(x: number): void {
    const place = this.count <= RESERVOIR ? this.count - 1 : this.random.integer(this.count);
    if (place < RESERVOIR) this.reservoir[place] = x;
  }

  private finishedBuckets(): NumberBuckets {
    if (this.buckets !== 'squared-log') {
      const sample = this.reservoir.subarray(0, Math.min(this.count, RESERVOIR));
      return { kind: 'quantiles', edges: quantileEdges(sample, this.buckets) };
    }
    const keys = [...this.keys].filter(([, count]) => count >= this.minCount).map(([key]) => key);
    return { kind: 'squared-log', keys: keys.sort((a, b) => a - b) };
  }

  finished(name: string): NumberEncoding {
    const deviation = this.count === 0 ? 0 : Math.sqrt(this.squares / this.count);
    return {
      kind: 'numeric',
      name,
      buckets: this.finishedBuckets(),
      mean: this.mean,
      deviation: deviation > 0 ? deviation : 1,
    };
  }
}
