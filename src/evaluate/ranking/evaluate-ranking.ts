import { checkOptions } from '../../errors';
import { checkChoice, checkCount, checkKs } from './checks';
import { createRankCounter, type SeenItems } from './rank-counter';
import { createRankingTally, type RankingScores } from './ranking-scores';
import { type BlockwiseScores, blockwiseOptions, forEachQuery } from './score-blocks';
import type { Ties } from './standing';

export interface RankingEvaluation extends BlockwiseScores {
  /** The items that a query should find, each once; may be empty, and such a query counts in no mean. */
  readonly relevant: (query: number) => ArrayLike<number>;
  /** The items of the query's history; may repeat items. */
  readonly seen: (query: number) => ArrayLike<number>;
  readonly seenItems: SeenItems;
  /** Where lists are cut off, e.g. [5, 10, 20]; may exceed the catalogue. */
  readonly ks: readonly number[];
  readonly ties: Ties;
}

const known = [...blockwiseOptions, 'relevant', 'seen', 'seenItems', 'ks', 'ties'];

/**
 * Full ranking: every query's relevant items against the whole catalogue. The catalogue is never sorted; one pass over a
 * query's scores counts what stands above and beside its relevant items, so time is linear in queries x items and memory
 * is one block of scores, whatever the catalogue.
 *
 * `seenItems` has no default, as on data with repeats it moves every figure: see {@link SeenItems} for what `masked`,
 * `masked-except-relevant` (which favours repeats) and `kept` mean.
 * @throws InputError on NaN scores (naming query and item), items outside the catalogue, blocks of the wrong size,
 *   unknown options, or where no query has anything relevant; the signal's reason if it aborts
 */
export async function evaluateRanking(options: RankingEvaluation): Promise<RankingScores> {
  const where = 'evaluateRanking';
  checkOptions(where, options, known);
  const { items, queries, relevant, seen, seenItems, ks, ties } = options;
  checkChoice(where, 'seenItems', seenItems, ['masked', 'masked-except-relevant', 'kept']);
  checkChoice(where, 'ties', ties, ['expected', 'stable']);
  checkKs(where, ks);
  for (const [name, value] of Object.entries({ items, queries })) checkCount(where, name, value);
  const standingOf = createRankCounter({ items, ties, seenItems });
  const tally = createRankingTally(where, queries, ks);
  await forEachQuery(where, options, (query, scores) => {
    const judged = { relevant: relevant(query), seen: seen(query) };
    tally.add(query, standingOf({ where: `${where}: query ${query}`, scores, ...judged }));
  });
  return tally.scores();
}
