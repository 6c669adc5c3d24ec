import { contextsOf } from '../../data/build-contexts';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { Scorer } from '../../models/ranking/ranking-model';
import { createJudge, type RankingQueries, scoreBlocks } from './ranking-queries';

/** NDCG@10 on validation of the sum with these weights, in the candidates' order. */
export interface WeightTrial {
  readonly weights: readonly number[];
  readonly ndcg10: number;
}

export interface WeightCandidate {
  readonly scorer: Scorer;
  /** Tried in this order; of equally good ones the first is taken. */
  readonly weights: readonly number[];
}

/** Scores of the validation queries that lie in memory, all candidates together. */
const SCORES_IN_MEMORY = 1.5e8;
/** Rounds over all candidates; it mostly settles after two. */
const ROUNDS = 4;

/**
 * The weights of a sum of scorers that validation likes best: one weight after the other goes through its grid while
 * the others stand still, until a round changes nothing. It starts from each candidate's first weight. Where catalogue
 * and queries are large, evenly spread queries stand for all.
 */
export function chooseWeights(options: {
  readonly candidates: readonly WeightCandidate[];
  readonly queries: RankingQueries;
  readonly seenItems: SeenItems;
}): { readonly chosen: WeightTrial; readonly trials: readonly WeightTrial[] } {
  const { candidates, seenItems } = options;
  const { items } = candidates[0].scorer;
  const queries = fewer(options.queries, Math.floor(SCORES_IN_MEMORY / (items * candidates.length)));
  const scores = candidates.map(({ scorer }) => scoresOf(scorer, queries));
  const trials = new Map<string, WeightTrial>();
  const judged = (weights: readonly number[]): WeightTrial => {
    const key = weights.join();
    const known = trials.get(key);
    if (known !== undefined) return known;
    const judge = createJudge({ queries, items, seenItems, ks: [10] });
    scores[0].forEach(({ first }, b) => {
      judge.add(
        weightedBlock(
          scores.map((blocks) => blocks[b].values),
          weights,
        ),
        first,
      );
    });
    const trial = { weights, ndcg10: judge.scores().means.ndcg[10] };
    trials.set(key, trial);
    return trial;
  };
  let chosen = judged(candidates.map(({ weights }) => weights[0]));
  for (let round = 0; round < ROUNDS; round++) {
    const before = chosen;
    candidates.forEach((candidate, c) => {
      const row = candidate.weights.map((weight) => judged(chosen.weights.with(c, weight)));
      chosen = row.reduce((best, trial) => (trial.ndcg10 > best.ndcg10 ? trial : best));
    });
    if (chosen === before) break;
  }
  return { chosen, trials: [...trials.values()] };
}

function fewer(queries: RankingQueries, count: number): RankingQueries {
  const { users, contexts, histories } = queries;
  if (users.length <= count) return queries;
  const kept = Int32Array.from(
    { length: Math.max(1, count) },
    (_, i) => users[Math.floor((i * users.length) / count)],
  );
  return {
    ...queries,
    users: kept,
    contexts: contextsOf({ sequences: histories, users: kept, maxLength: contexts.width }),
  };
}

function scoresOf(scorer: Scorer, { contexts }: RankingQueries) {
  const blocks: { readonly first: number; readonly values: Float32Array }[] = [];
  scoreBlocks(contexts, scorer.items, (block, first) => blocks.push({ first, values: scorer.score(block) }));
  return blocks;
}

function weightedBlock(blocks: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float32Array(blocks[0].length);
  blocks.forEach((values, p) => {
    const weight = weights[p];
    if (weight !== 0) for (let i = 0; i < sum.length; i++) sum[i] += weight * values[i];
  });
  return sum;
}
