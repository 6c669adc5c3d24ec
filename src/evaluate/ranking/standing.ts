import { checkOptions, InputError } from '../../errors';

/**
 * How equal scores are ranked. `stable`: by item index, the smaller first. `expected`: the metric's expectation over
 * all orders of the tied items, so that a model that scores all alike earns what drawing lots would.
 */
export type Ties = 'expected' | 'stable';

/** Candidates that may change places among themselves, at least one of them relevant. */
export interface TieGroup {
  /** Candidates that stand higher than all of the group. */
  readonly above: number;
  readonly size: number;
  /** Relevant ones among them, 1 to `size`. */
  readonly relevant: number;
}

/** Where one query's relevant items stand among its candidates: all that a ranking metric needs to know. */
export interface Standing {
  /** Best first. */
  readonly groups: readonly TieGroup[];
  /** How many items are relevant, those included that are no candidates and so can only be missed. */
  readonly relevant: number;
}

/**
 * The standing of items whose ranks are known.
 * @param options.ranks of the relevant items that were ranked, 1 for the best, each once, in any order
 * @param options.relevant how many items are relevant in all
 * @throws InputError on a rank that is no positive integer or occurs twice, or more ranks than relevant items
 */
export function standingOfRanks(options: {
  readonly ranks: ArrayLike<number>;
  readonly relevant: number;
}): Standing {
  checkOptions('standingOfRanks', options, ['ranks', 'relevant']);
  const { relevant } = options;
  const ranks = Array.from(options.ranks).sort((a, b) => a - b);
  if (!(Number.isInteger(relevant) && relevant >= ranks.length)) {
    throw new InputError(
      `standingOfRanks: relevant is ${relevant}; expected an integer of at least ${ranks.length}, the number of ranks`,
    );
  }
  for (const [i, rank] of ranks.entries()) {
    if (!(Number.isInteger(rank) && rank >= 1)) {
      throw new InputError(`standingOfRanks: a rank is ${rank}; expected an integer from 1`);
    }
    if (rank === ranks[i - 1]) {
      throw new InputError(`standingOfRanks: two items have rank ${rank}; expected each rank at most once`);
    }
  }
  return { groups: ranks.map((rank) => ({ above: rank - 1, size: 1, relevant: 1 })), relevant };
}
