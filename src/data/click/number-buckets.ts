/** How a number becomes one of a few ids, so that a model can learn any curve over it. */
export type NumberBuckets =
  | {
      /** ⌊ln(x)²⌋, as the winners of Criteo's challenge cut their counts. */
      readonly kind: 'squared-log';
      /** Keys of the buckets that training filled, ascending. */
      readonly keys: readonly number[];
    }
  | {
      /** Cut where training rows have quantiles. */
      readonly kind: 'quantiles';
      /** Ascending; bucket i holds edges[i − 1] ≤ x < edges[i]. */
      readonly edges: readonly number[];
    };

/** Whole numbers from −2 to 2 have a bucket each. */
const SMALL = 2;

/**
 * Key of a number's bucket: ⌊x⌋ for |x| ≤ 2; beyond, 3 + ⌊ln(x)²⌋, and mirrored below −2. Keys rise with x.
 * @see Juan, Zhuang & Chin 2014, "3 Idiots' Approach for Display Advertising Challenge"
 */
export function squaredLogKey(x: number): number {
  if (Math.abs(x) <= SMALL) return Math.floor(x);
  const step = SMALL + 1 + Math.floor(Math.log(Math.abs(x)) ** 2);
  return x > 0 ? step : -step;
}

/** How many of the ascending numbers are ≤ x. */
function countUpTo(ascending: readonly number[], x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Position of the key nearest to x; of two, the lower. */
function nearest(keys: readonly number[], x: number): number {
  const above = countUpTo(keys, x);
  if (above === 0) return 0;
  if (above === keys.length) return above - 1;
  return keys[above] - x < x - keys[above - 1] ? above : above - 1;
}

/** How many ids there are, that of missing numbers included. */
export function bucketCount(buckets: NumberBuckets): number {
  return 1 + (buckets.kind === 'squared-log' ? buckets.keys.length : buckets.edges.length + 1);
}

/** Id of a number: 0 where it is missing; a bucket that training did not fill is the nearest that it did. */
export function bucketOf(buckets: NumberBuckets, x: number): number {
  if (Number.isNaN(x)) return 0;
  if (buckets.kind === 'quantiles') return 1 + countUpTo(buckets.edges, x);
  return buckets.keys.length === 0 ? 0 : 1 + nearest(buckets.keys, squaredLogKey(x));
}

/** Edges that cut a sample into at most `most` buckets of about one size; each holds some of the sample. */
export function quantileEdges(sample: Float64Array, most: number): number[] {
  const sorted = Float64Array.from(sample).sort();
  const edges: number[] = [];
  for (let k = 1; k < most && sorted.length > 0; k++) {
    const edge = sorted[Math.floor((k * sorted.length) / most)];
    if (edge > (edges.at(-1) ?? sorted[0])) edges.push(edge);
  }
  return edges;
}
