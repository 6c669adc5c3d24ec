import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { bestItems } from './best-items';
import { checkCount, checkItem } from './checks';

/** The same number of drawn items for each query. */
export interface NegativeSample {
  readonly count: number;
  /** [queries, count], row-major, each query's items ascending */
  readonly items: Int32Array;
}

export interface NegativeSampling {
  readonly queries: number;
  readonly items: number;
  /** How many to draw for each query. */
  readonly count: number;
  /** Items never to be drawn for a query: its relevant ones and, as most protocols have it, its history. */
  readonly excluded: (query: number) => ArrayLike<number>;
  /** `uniform`, or [items], e.g. how often each was taken in training; an item of weight 0 is never drawn. */
  readonly weights: 'uniform' | ArrayLike<number>;
  readonly random: Random;
}

function checkedWeights({ items, weights }: NegativeSampling): Float64Array {
  if (weights === 'uniform') return new Float64Array(items).fill(1);
  if (weights.length !== items) {
    throw new InputError(
      `sampleNegatives: weights has ${weights.length} values; expected ${items}, one an item`,
    );
  }
  const bad = Array.from(weights).findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad < 0) return Float64Array.from(weights);
  throw new InputError(
    `sampleNegatives: weights[${bad}] is ${weights[bad]}; expected a finite number of at least 0`,
  );
}

/**
 * Items for a sampled protocol, drawn for each query without repetition, each next one in proportion to its weight among
 * those left. The largest of log(u) / weight, u uniform, are such a draw (Efraimidis & Spirakis 2006).
 *
 * Warning: metrics on samples are no small version of the full ones. They mostly tell how the middle of a ranking looks,
 * not its top, and may put methods in another order than the full ranking does, whichever way one samples; so report the
 * full ranking, and this only beside it, to compare with published figures.
 * @see Krichene & Rendle 2020, "On sampled metrics for item recommendation"
 * @throws InputError where a query has fewer items to draw from than `count`
 */
export function sampleNegatives(options: NegativeSampling): NegativeSample {
  checkOptions('sampleNegatives', options, ['queries', 'items', 'count', 'excluded', 'weights', 'random']);
  const { queries, items, count, excluded, random } = options;
  for (const [name, value] of Object.entries({ queries, items, count })) {
    checkCount('sampleNegatives', name, value);
  }
  const weights = checkedWeights(options);
  const keys = new Float64Array(items);
  const excludedFrom = new Int32Array(items).fill(-1);
  const drawn = new Int32Array(queries * count);
  for (let query = 0; query < queries; query++) {
    const without = excluded(query);
    for (let i = 0; i < without.length; i++) {
      checkItem(`sampleNegatives: query ${query}: excluded`, without[i], items);
      excludedFrom[without[i]] = query;
    }
    // 1 - u, as u may be 0.
    for (let item = 0; item < items; item++) keys[item] = Math.log(1 - random.uniform()) / weights[item];
    const isCandidate = (item: number) => weights[item] > 0 && excludedFrom[item] !== query;
    const best = bestItems({ scores: keys, k: count, isCandidate });
    if (best.length < count) {
      throw new InputError(
        `sampleNegatives: query ${query} has ${best.length} items to draw from, count is ${count}; ask for fewer`,
      );
    }
    drawn.set(best.sort(), query * count);
  }
  return { count, items: drawn };
}
