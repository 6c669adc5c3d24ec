import { checkOptions, InputError } from '../../errors';
import { checkFinite, checkSameLength } from '../checks';
import { studentTCritical, studentTTail } from './student-t';

/** What a paired comparison needs to know of rows that stand together in clusters (users, items): sums, and no row. */
export interface ClusterSums {
  readonly rows: number;
  readonly clusters: number;
  /** Σ_g d_g, where d_g = Σ (treatment − baseline) over the rows of cluster g. */
  readonly difference: number;
  /** Σ_g d_g² */
  readonly squares: number;
  /** Σ_g d_g · n_g, where n_g are the rows of cluster g. */
  readonly products: number;
  /** Σ_g n_g² */
  readonly sizes: number;
}

export interface ClusteredDifference {
  /** mean(treatment − baseline) over all rows. */
  readonly meanDifference: number;
  /** Ends of the 95% interval of that mean. */
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly p: number;
  readonly rows: number;
  readonly clusters: number;
}

/**
 * Sums over the clusters of paired rows, for {@link clusteredDifference}.
 * @param options.treatment [rows], each row's error, e.g. squared
 * @param options.baseline [rows], the other model's on the same rows
 * @param options.clusters [rows], e.g. whose row it is
 * @throws InputError on different lengths or values that are not finite
 */
export function clusterSums(options: {
  readonly treatment: ArrayLike<number>;
  readonly baseline: ArrayLike<number>;
  readonly clusters: ArrayLike<number>;
}): ClusterSums {
  checkOptions('clusterSums', options, ['treatment', 'baseline', 'clusters']);
  const { treatment, baseline, clusters } = options;
  checkSameLength('clusterSums', { treatment, baseline, clusters });
  checkFinite('clusterSums', 'treatment', treatment);
  checkFinite('clusterSums', 'baseline', baseline);
  const own = new Map<number, { rows: number; difference: number }>();
  for (let row = 0; row < clusters.length; row++) {
    const sums = own.get(clusters[row]) ?? { rows: 0, difference: 0 };
    sums.rows++;
    sums.difference += treatment[row] - baseline[row];
    own.set(clusters[row], sums);
  }
  const total = (of: (sums: { rows: number; difference: number }) => number) =>
    [...own.values()].reduce((sum, sums) => sum + of(sums), 0);
  return {
    rows: clusters.length,
    clusters: own.size,
    difference: total(({ difference }) => difference),
    squares: total(({ difference }) => difference ** 2),
    products: total(({ difference, rows }) => difference * rows),
    sizes: total(({ rows }) => rows ** 2),
  };
}

/**
 * Would a mean difference δ over rows stand with other clusters? With N rows in G clusters
 *   δ = Σ d_g / N,   Var δ = G / (G − 1) · Σ (d_g − n_g δ)² / N²
 * and Student's t with G − 1 degrees of freedom. With a row a cluster it is the paired t-test.
 * @param parts sums of several test parts (folds), whose clusters count as different ones
 * @throws InputError on fewer than two clusters
 * @see Liang & Zeger 1986, Biometrika 73(1); Cochran 1977, "Sampling Techniques", section 6.3
 */
export function clusteredDifference(parts: readonly ClusterSums[]): ClusteredDifference {
  const total = (of: (part: ClusterSums) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const [rows, clusters] = [total((part) => part.rows), total((part) => part.clusters)];
  if (clusters < 2)
    throw new InputError(`clusteredDifference: expected at least two clusters, found ${clusters}`);
  const delta = total((part) => part.difference) / rows;
  const spread =
    total((part) => part.squares) -
    2 * delta * total((part) => part.products) +
    delta ** 2 * total((part) => part.sizes);
  const deviation = Math.sqrt(((clusters / (clusters - 1)) * Math.max(0, spread)) / rows ** 2);
  const freedom = clusters - 1;
  const reach = studentTCritical({ tail: 0.05, freedom }) * deviation;
  return {
    meanDifference: delta,
    low: delta - reach,
    high: delta + reach,
    p: delta === 0 ? 1 : studentTTail({ t: delta / deviation, freedom }),
    rows,
    clusters,
  };
}
