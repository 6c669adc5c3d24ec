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

export interface ChooseWeightsOptions {
  readonly candidates: readonly WeightCandidate[];
  readonly queries: RankingQueries;
  readonly seenItems: SeenItems;
  /** 150 million where not given. */
  readonly scoresInMemory?: number;
}

/**
 * The weights of a sum of scorers that validation likes best: one weight after the other goes through its grid while
 * the others stand still, until a round changes nothing. It starts from each candidate's first weight. Where catalogue
 * and queries are large, evenly spread queries stand for all.
 */
export function chooseWeights(options: ChooseWeightsOptions): {
  readonly chosen: WeightTrial;
  readonly trials: readonly WeightTrial[];
} {
  const { candidates, scoresInMemory = SCORES_IN_MEMORY } = options;
  const { items } = candidates[0].scorer;
  const queries = fewer(options.queries, Math.floor(scoresInMemory / (items * candidates.length)));
  const scores = candidates.map(({ scorer }) => scoresOf(scorer, queries));
  const trials = new Map<string, WeightTrial>();
  let chosen: WeightTrial = { weights: candidates.map(({ weights }) => weights[0]), ndcg10: -1 };
  for (let round = 0; round < ROUNDS; round++) {
    const before = chosen.weights.join();
    candidates.forEach((_, c) => {
      chosen = bestOfGrid({ ...options, queries, scores, trials }, chosen.weights, c);
    });
    if (chosen.weights.join() === before) break;
  }
  return { chosen, trials: [...trials.values()] };
}

interface WeightSearch extends ChooseWeightsOptions {
  readonly scores: readonly (readonly ScoredBlock[])[];
  /** What has been tried, by its weights. */
  readonly trials: Map<string, WeightTrial>;
}

/** One weight through its grid, the others as they are. */
function bestOfGrid(search: WeightSearch, weights: readonly number[], c: number): WeightTrial {
  const { candidates, queries, seenItems, scores, trials } = search;
  const { items } = candidates[c].scorer;
  const grid = candidates[c].weights.map((weight) => weights.with(c, weight));
  const isKnown = grid.every((point) => trials.has(point.join()));
  const rest = isKnown ? [] : weightedBlocks(scores, weights.with(c, 0));
  const row = grid.map((point) => {
    const known = trials.get(point.join());
    if (known !== undefined) return known;
    const judge = createJudge({ queries, items, seenItems, ks: [10] });
    for (const [b, { first, values }] of scores[c].entries()) {
      judge.add(plus(rest[b], values, point[c]), first);
    }
    const trial = { weights: point, ndcg10: judge.scores().means.ndcg[10] };
    trials.set(point.join(), trial);
    return trial;
  });
  return row.reduce((best, trial) => (trial.ndcg10 > best.ndcg10 ? trial : best));
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

interface ScoredBlock {
  /** Number of the block's first query. */
  readonly first: number;
  /** [block, items] */
  readonly values: Float32Array;
}

function scoresOf(scorer: Scorer, { contexts }: RankingQueries): ScoredBlock[] {
  const blocks: ScoredBlock[] = [];
  scoreBlocks(contexts, scorer.items, (block, first) => blocks.push({ first, values: scorer.score(block) }));
  return blocks;
}

/** The weighted sum over the candidates, block by block. */
function weightedBlocks(scores: WeightSearch['scores'], weights: readonly number[]): Float32Array[] {
  return scores[0].map(({ values }, b) =>
    scores.reduce<Float32Array>(
      (sum, blocks, c) => (weights[c] === 0 ? sum : plus(sum, blocks[b].values, weights[c])),
      new Float32Array(values.length),
    ),
  );
}

function plus(sum: Float32Array, values: Float32Array, weight: number): Float32Array {
  const result = new Float32Array(sum.length);
  for (let i = 0; i < sum.length; i++) result[i] = sum[i] + weight * values[i];
  return result;
}
