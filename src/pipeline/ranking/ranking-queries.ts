import { contextsOf } from '../../data/build-contexts';
import type { Contexts, Sequences } from '../../data/contexts';
import { historyOf, sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import { InputError } from '../../errors';
import { createRankCounter, type SeenItems } from '../../evaluate/ranking/rank-counter';
import { createRankingTally, type RankingScores } from '../../evaluate/ranking/ranking-scores';
import type { Scorer } from '../../models/ranking/ranking-model';

/** One query a user who has something held out: the history, and what it should find. */
export interface RankingQueries {
  /** [queries] */
  readonly users: Int32Array;
  readonly contexts: Contexts;
  /** Histories by user, also what `contexts` has cut off. */
  readonly histories: Sequences;
  /** Held out items by user. */
  readonly relevant: Sequences;
}

/**
 * Queries from the history `known` to the held-out rows `asked`.
 * @throws InputError where no row is held out
 */
export function rankingQueries(options: {
  readonly split: Split;
  readonly known: Int32Array;
  readonly asked: Int32Array;
  readonly maxLength: number;
}): RankingQueries {
  const { split, known, asked, maxLength } = options;
  const histories = sequencesOf({ data: split.data, rows: known });
  const relevant = sequencesOf({ data: split.data, rows: asked });
  const all = Int32Array.from(split.data.users.ids.keys());
  const users = all.filter((user) => relevant.offsets[user + 1] > relevant.offsets[user]);
  if (users.length === 0) {
    throw new InputError(
      `rankingQueries: split ${split.name} holds out no row; give users at least three interactions`,
    );
  }
  return {
    users,
    contexts: contextsOf({ sequences: histories, users, maxLength }),
    histories,
    relevant,
  };
}

/** Scores of so many queries lie in memory at once. */
const SCORES_AT_ONCE = 4e6;

/** Queries that are scored at a time. */
export function blockSizeOf(items: number): number {
  return Math.max(1, Math.floor(SCORES_AT_ONCE / items));
}

/** Calls back with some of the contexts at a time and the number of the first of them. */
export function scoreBlocks(
  contexts: Contexts,
  items: number,
  visit: (block: Contexts, first: number) => void,
): void {
  const size = blockSizeOf(items);
  for (let first = 0; first < contexts.rows.length; first += size) {
    const count = Math.min(size, contexts.rows.length - first);
    const queries = Int32Array.from({ length: count }, (_, i) => first + i);
    visit(takeContexts({ contexts, queries }), first);
  }
}

/** Adds a block's queries to a tally, ties by expectation. */
export function createJudge(options: {
  readonly queries: RankingQueries;
  readonly items: number;
  readonly seenItems: SeenItems;
  readonly ks: readonly number[];
}) {
  const { queries, items, seenItems, ks } = options;
  const standingOf = createRankCounter({ items, ties: 'expected', seenItems });
  const tally = createRankingTally('rankAll', queries.users.length, ks);
  return {
    /** @param block [block, items], the scores of the queries from `first` on */
    add(block: Float32Array, first: number): void {
      for (let i = 0; i * items < block.length; i++) {
        const user = queries.users[first + i];
        const judged = {
          relevant: [...new Set(historyOf(queries.relevant, user))],
          seen: historyOf(queries.histories, user),
        };
        const scores = block.subarray(i * items, (i + 1) * items);
        tally.add(first + i, standingOf({ where: `query ${first + i}`, scores, ...judged }));
      }
    },
    scores: () => tally.scores(),
  };
}

/** Full ranking of all queries, ties by expectation; see `evaluateRanking` for `seenItems`. */
export function rankAll(options: {
  readonly scorer: Scorer;
  readonly queries: RankingQueries;
  readonly seenItems: SeenItems;
  readonly ks: readonly number[];
}): RankingScores {
  const { scorer, queries } = options;
  const judge = createJudge({ ...options, items: scorer.items });
  scoreBlocks(queries.contexts, scorer.items, (contexts, first) => judge.add(scorer.score(contexts), first));
  return judge.scores();
}

/** NDCG@10 over all queries. */
export function ndcg10(scorer: Scorer, queries: RankingQueries, seenItems: SeenItems): number {
  return rankAll({ scorer, queries, seenItems, ks: [10] }).means.ndcg[10];
}
