import { checkOptions, InputError } from '../../errors';
import type { TopLists } from './top-lists';

function checkCounts(where: string, counts: ArrayLike<number>): void {
  for (let item = 0; item < counts.length; item++) {
    if (Number.isInteger(counts[item]) && counts[item] >= 0) continue;
    throw new InputError(
      `${where}: counts[${item}] is ${counts[item]}; expected how often item ${item} was taken`,
    );
  }
}

/** Mean of `byItem` over the items of a list; NaN for an empty list. */
function meanOver(where: string, list: ArrayLike<number>, byItem: ArrayLike<number>): number {
  let sum = 0;
  for (let rank = 0; rank < list.length; rank++) {
    const value = byItem[list[rank]];
    if (value === undefined) {
      throw new InputError(`${where} names item ${list[rank]}; expected an item below ${byItem.length}`);
    }
    sum += value;
  }
  return sum / list.length;
}

/**
 * Novelty: the mean self-information of what is shown, averaged over lists that are not empty.
 *   novelty = mean over lists of (1 / |L|) Σ_{i ∈ L} −log2 p(i),  p(i) = (count_i + 1) / (Σ count + items)
 * The 1 is not in the paper: without it, one item that nobody has taken yet would make the figure infinite.
 * @param options.counts [items], how often each was taken in training
 * @returns in bits: log2(items) where all items were taken alike; NaN where all lists are empty
 * @see Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma of recommender systems"; for p(i) as the share
 *   of all choices, Vargas & Castells 2011, "Rank and relevance in novelty and diversity metrics"
 */
export function novelty(options: { readonly lists: TopLists; readonly counts: ArrayLike<number> }): number {
  checkOptions('novelty', options, ['lists', 'counts']);
  const { lists, counts } = options;
  checkCounts('novelty', counts);
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0) + counts.length;
  const bits = Float64Array.from(counts, (count) => -Math.log2((count + 1) / total));
  const means = [...lists.entries()]
    .filter(([, list]) => list.length > 0)
    .map(([user, list]) => meanOver(`novelty: lists[${user}]`, list, bits));
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

/**
 * Popularity lift: how much more popular the lists are than the histories that they follow from.
 *   PL = (GAP_lists − GAP_histories) / GAP_histories,  GAP = mean over users of the mean popularity of their items
 * Users with an empty list or history are in neither mean.
 * @param options.histories [users], the items that each user took in training
 * @param options.counts [items], how often each was taken in training
 * @returns from −1 (only items that nobody took); 0 where lists are as popular as histories; 1 for twice as popular; NaN
 *   where no user has both
 * @see Abdollahpouri et al. 2020, "The connection between popularity bias, calibration, and fairness in recommendation"
 */
export function popularityLift(options: {
  readonly lists: TopLists;
  readonly histories: TopLists;
  readonly counts: ArrayLike<number>;
}): number {
  checkOptions('popularityLift', options, ['lists', 'histories', 'counts']);
  const { lists, histories, counts } = options;
  if (lists.length !== histories.length) {
    throw new InputError(
      `popularityLift: there are ${lists.length} lists and ${histories.length} histories; expected one of each a user`,
    );
  }
  checkCounts('popularityLift', counts);
  let ofLists = 0;
  let ofHistories = 0;
  for (const [user, list] of lists.entries()) {
    if (list.length === 0 || histories[user].length === 0) continue;
    ofLists += meanOver(`popularityLift: lists[${user}]`, list, counts);
    ofHistories += meanOver(`popularityLift: histories[${user}]`, histories[user], counts);
  }
  return (ofLists - ofHistories) / ofHistories;
}
