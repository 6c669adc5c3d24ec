import { historyOf } from '../../data/sequences';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions } from '../../errors';
import { evaluateRanking } from '../../evaluate/ranking/evaluate-ranking';
import { evaluateSampledRanking } from '../../evaluate/ranking/evaluate-sampled-ranking';
import { type NegativeSample, sampleNegatives } from '../../evaluate/ranking/sample-negatives';
import type { ScoreBlock } from '../../evaluate/ranking/score-blocks';
import type { Scorer } from '../../models/ranking/ranking-model';
import type { MethodByProtocol, Role } from '../../plot';
import { Random } from '../../random';
import type { RankingQueries } from './ranking-queries';

export interface CompareProtocolsOptions {
  readonly scorers: readonly { readonly name: string; readonly role: Role; readonly scorer: Scorer }[];
  readonly queries: RankingQueries;
  /** Items drawn for each query. */
  readonly negatives: number;
  /** [items], how often training took each. */
  readonly popularity: ArrayLike<number>;
  /** Of the draws. */
  readonly seed: number;
}

/** NDCG@10 of each scorer under each protocol, as `protocolRanks` draws it. */
export interface ProtocolComparison {
  readonly protocols: readonly string[];
  readonly methods: readonly MethodByProtocol[];
  /** [protocols], pairs of scorers that each puts the other way round than the full ranking */
  readonly swapped: readonly number[];
}

function swappedPairs(methods: readonly MethodByProtocol[], protocol: number): number {
  let swapped = 0;
  for (const [i, { values: a }] of methods.entries()) {
    for (const { values: b } of methods.slice(0, i)) {
      swapped += Number((a[protocol] - b[protocol]) * (a[0] - b[0]) < 0);
    }
  }
  return swapped;
}

/**
 * The same scorers under the full ranking and two sampled ones: against items drawn alike, and in proportion to
 * popularity. Every scorer meets the same draws; seen items are no candidates in any of them, ties count by expectation.
 * @see Krichene & Rendle 2020, "On sampled metrics for item recommendation"
 * @throws InputError where a query has fewer items to draw from than `negatives`
 */
export async function compareProtocols(options: CompareProtocolsOptions): Promise<ProtocolComparison> {
  checkOptions('compareProtocols', options, ['scorers', 'queries', 'negatives', 'popularity', 'seed']);
  const { scorers, queries, negatives: count } = options;
  const samples = drawSamples(options);
  const methods: MethodByProtocol[] = [];
  for (const { name, role, scorer } of scorers) {
    const task = { ...taskOf(queries), items: scorer.items, scoreBlock: blocksOf(scorer, queries) };
    const { seen, ...unmasked } = task;
    const judged = { ks: [10], ties: 'expected' } as const;
    const all = [await evaluateRanking({ ...task, ...judged, seenItems: 'masked' })];
    for (const negatives of samples)
      all.push(await evaluateSampledRanking({ ...unmasked, ...judged, negatives }));
    methods.push({ name, role, values: all.map(({ means }) => means.ndcg[10]) });
  }
  const protocols = ['full ranking', `${count} drawn uniformly`, `${count} by popularity`];
  return { protocols, methods, swapped: protocols.map((_, p) => swappedPairs(methods, p)) };
}

function taskOf({ users, relevant, histories }: RankingQueries) {
  return {
    queries: users.length,
    relevant: (query: number) => Int32Array.from(new Set(historyOf(relevant, users[query]))),
    seen: (query: number) => historyOf(histories, users[query]),
  };
}

function blocksOf(scorer: Scorer, { contexts }: RankingQueries): ScoreBlock {
  return (from, to) => {
    const queries = Int32Array.from({ length: to - from }, (_, i) => from + i);
    return scorer.score(takeContexts({ contexts, queries }));
  };
}

function drawSamples({ queries, negatives, popularity, seed }: CompareProtocolsOptions): NegativeSample[] {
  const { relevant, seen, queries: count } = taskOf(queries);
  const shared = {
    queries: count,
    items: popularity.length,
    count: negatives,
    excluded: (query: number) => [...relevant(query), ...seen(query)],
  };
  const random = new Random(seed);
  return [
    sampleNegatives({ ...shared, weights: 'uniform', random: random.fork('uniform negatives') }),
    sampleNegatives({ ...shared, weights: popularity, random: random.fork('popular negatives') }),
  ];
}
