import { InputError } from '../../errors';
import { checkItem } from './checks';
import type { Standing, TieGroup, Ties } from './standing';

/**
 * What becomes of the items that the query's history holds, which decides what the metric means:
 * - `masked`: they are no candidates. Where people take an item again, a repeated target can then never be reached, and
 *   counts as a miss; right where repeats are no recommendations.
 * - `masked-except-relevant`: they are no candidates unless they are relevant. A repeated target so competes with new
 *   items only, although it would have had the other seen items above it; that favours repeats and flatters every model
 *   on data that has them. For comparison with published code that does so; a real list could not be made this way.
 * - `kept`: all items are candidates, the repeated target among the other seen ones; right where repeats are welcome.
 */
export type SeenItems = 'masked' | 'masked-except-relevant' | 'kept';

/** One query's scores and what they are judged by. */
export interface CountedQuery {
  /** Names the query in errors. */
  readonly where: string;
  /** [items], larger is better */
  readonly scores: Float32Array;
  readonly relevant: ArrayLike<number>;
  /** The items of the history; repetitions do no harm. */
  readonly seen: ArrayLike<number>;
}

/** The scores of the relevant candidates and how many other candidates lie at and between them. */
interface Levels {
  /** Distinct, ascending. */
  readonly scores: Float32Array;
  /** Candidates that score exactly so. */
  readonly at: Int32Array;
  /** Candidates above this level and below the next. */
  readonly over: Int32Array;
  /** For each relevant candidate by ascending index: its level, and the candidates at that level before it. */
  readonly level: number[];
  readonly before: number[];
}

/** The highest level that is not above the score; the lowest level must not be. */
function levelOf(levels: Float32Array, score: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (levels[middle] <= score) low = middle;
    else high = middle - 1;
  }
  return low;
}

function groupsOf({ scores, at, over, level, before }: Levels, ties: Ties): TieGroup[] {
  const above = new Float64Array(scores.length);
  let higher = 0;
  for (let l = scores.length - 1; l >= 0; l--) {
    higher += over[l];
    above[l] = higher;
    higher += at[l];
  }
  if (ties === 'stable') {
    const places = level.map((l, i) => above[l] + before[i]).sort((a, b) => a - b);
    return places.map((place) => ({ above: place, size: 1, relevant: 1 }));
  }
  const relevant = new Int32Array(scores.length);
  for (const l of level) relevant[l]++;
  return Array.from(scores, (_, l) => ({ above: above[l], size: at[l], relevant: relevant[l] })).reverse();
}

/** The smallest of the levels first, each once. */
function distinctAscending(scores: Float32Array): Float32Array {
  return scores.sort().filter((score, i, all) => i === 0 || score !== all[i - 1]);
}

/**
 * A function from a query's scores to the {@link Standing} of its relevant items, without sorting the catalogue: one
 * pass counts the candidates at and between the scores of the relevant items. Holds two integers an item.
 * The function throws an InputError on NaN, an item outside the catalogue and a relevant item named twice.
 */
export function createRankCounter(options: {
  readonly items: number;
  readonly ties: Ties;
  readonly seenItems: SeenItems;
}): (query: CountedQuery) => Standing {
  const { items, ties, seenItems } = options;
  // Marks of the present query, so that nothing need be cleared between queries.
  const relevantTo = new Int32Array(items);
  const excludedFrom = new Int32Array(items);
  let mark = 0;

  function markItems({ where, relevant, seen }: CountedQuery): void {
    mark++;
    for (let i = 0; i < relevant.length; i++) {
      checkItem(`${where}: relevant`, relevant[i], items);
      if (relevantTo[relevant[i]] === mark) {
        throw new InputError(`${where}: relevant names item ${relevant[i]} twice; expected a set`);
      }
      relevantTo[relevant[i]] = mark;
    }
    for (let i = 0; i < seen.length; i++) {
      checkItem(`${where}: seen`, seen[i], items);
      const isKept =
        seenItems === 'kept' || (seenItems === 'masked-except-relevant' && relevantTo[seen[i]] === mark);
      if (!isKept) excludedFrom[seen[i]] = mark;
    }
  }

  function count({ where, scores }: CountedQuery, levels: Float32Array): Levels {
    const at = new Int32Array(levels.length);
    const over = new Int32Array(levels.length);
    const level: number[] = [];
    const before: number[] = [];
    const lowest = levels.length === 0 ? Number.POSITIVE_INFINITY : levels[0];
    for (let item = 0; item < items; item++) {
      const score = scores[item];
      if (!(score >= lowest)) {
        if (Number.isNaN(score)) throw new InputError(`${where}: the score of item ${item} is NaN`);
        continue;
      }
      if (levels.length === 0 || excludedFrom[item] === mark) continue;
      const l = levelOf(levels, score);
      if (score > levels[l]) {
        over[l]++;
        continue;
      }
      if (relevantTo[item] === mark) {
        level.push(l);
        before.push(at[l]);
      }
      at[l]++;
    }
    return { scores: levels, at, over, level, before };
  }

  return (query) => {
    markItems(query);
    const reachable = Array.from(query.relevant).filter((item) => excludedFrom[item] !== mark);
    const levels = distinctAscending(Float32Array.from(reachable, (item) => query.scores[item]));
    return { groups: groupsOf(count(query, levels), ties), relevant: query.relevant.length };
  };
}
