import { evaluateRanking, type RankingEvaluation } from '../../../src/evaluate';

/** A few queries written out: scores, relevant and seen items of each. */
export interface SmallQuery {
  readonly scores: readonly number[];
  readonly relevant: readonly number[];
  readonly seen?: readonly number[];
}

/** The options of an evaluation of queries written out; what is given besides replaces them. */
export function smallEvaluation(
  queries: readonly SmallQuery[],
  given: Partial<RankingEvaluation> = {},
): RankingEvaluation {
  return {
    items: queries[0].scores.length,
    queries: queries.length,
    scoreBlock: (from, to) => Float32Array.from(queries.slice(from, to).flatMap(({ scores }) => scores)),
    relevant: (query) => queries[query].relevant,
    seen: (query) => queries[query].seen ?? [],
    seenItems: 'masked',
    ks: [10],
    ties: 'expected',
    ...given,
  };
}

export const evaluateSmall = (queries: readonly SmallQuery[], given: Partial<RankingEvaluation> = {}) =>
  evaluateRanking(smallEvaluation(queries, given));
