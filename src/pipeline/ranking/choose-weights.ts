import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { Scorer } from '../../models/ranking/ranking-model';
import { createJudge, type RankingQueries, scoreBlocks } from './ranking-queries';

/** NDCG@10 on validation with these weights of likeness of texts and of co-occurrence beside the models. */
export interface WeightTrial {
  readonly text: number;
  readonly pairs: number;
  readonly ndcg10: number;
}

/** The weights that validation likes best; of equals the first, so that the smaller ones come first in the lists. */
export function chooseWeights(options: {
  readonly base: Scorer;
  readonly texts: Scorer | null;
  readonly pairs: Scorer;
  readonly queries: RankingQueries;
  readonly seenItems: SeenItems;
  readonly textWeights: readonly number[];
  readonly pairWeights: readonly number[];
}): { readonly chosen: WeightTrial; readonly trials: readonly WeightTrial[] } {
  const { base, texts, pairs, queries, seenItems, textWeights, pairWeights } = options;
  const { items } = base;
  const judges = textWeights.flatMap((text) =>
    pairWeights.map((pair) => ({
      text,
      pairs: pair,
      judge: createJudge({ queries, items, seenItems, ks: [10] }),
    })),
  );
  scoreBlocks(queries.contexts, items, (contexts, first) => {
    const [models, likeness, together] = [base, texts, pairs].map(
      (scorer) => scorer?.score(contexts) ?? null,
    );
    if (models === null) return;
    for (const { text, pairs: pair, judge } of judges) {
      const sum = models.map((z, i) => z + text * (likeness?.[i] ?? 0) + pair * (together?.[i] ?? 0));
      judge.add(sum, first);
    }
  });
  const trials = judges.map(({ text, pairs: pair, judge }) => ({
    text,
    pairs: pair,
    ndcg10: judge.scores().means.ndcg[10],
  }));
  const chosen = trials.reduce((best, trial) => (trial.ndcg10 > best.ndcg10 ? trial : best));
  return { chosen, trials };
}
