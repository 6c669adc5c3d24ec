import type { Contexts } from '../../data/contexts';
import { takeContexts } from '../../data/take-contexts';
import { InputError } from '../../errors';
import type { RankingExamples } from './distill-ranking';

/** Some sequences with all their queries. */
export interface RankingBatch {
  /** [queries], their numbers among the examples */
  readonly queries: Int32Array;
  readonly contexts: Contexts;
  /** [queries] */
  readonly targets: Int32Array;
}

/** Reads the batch of some sequences. */
export type ReadRankingBatch = (sequences: Int32Array) => RankingBatch;

/** @throws InputError where the queries of a sequence do not stand side by side */
export function rankingBatches({ contexts, targets }: RankingExamples): ReadRankingBatch {
  const starts = queryStarts(contexts);
  return (sequences) => {
    const queries = queriesOf(sequences, starts);
    return {
      queries,
      contexts: takeContexts({ contexts, queries }),
      targets: queries.map((query) => targets[query]),
    };
  };
}

/** Those of sequence s are `starts[s] .. starts[s + 1] - 1`. */
function queryStarts({ users, rows }: Contexts): Int32Array {
  const starts = new Int32Array(users.length + 1);
  rows.forEach((row, q) => {
    if (q > 0 && row < rows[q - 1]) {
      throw new InputError(
        `distillRanking: query ${q} stands behind those of a later sequence; sort the queries`,
      );
    }
    starts[row + 1]++;
  });
  for (let s = 0; s < users.length; s++) starts[s + 1] += starts[s];
  return starts;
}

function queriesOf(sequences: Int32Array, starts: Int32Array): Int32Array {
  const queries: number[] = [];
  for (const s of sequences) for (let q = starts[s]; q < starts[s + 1]; q++) queries.push(q);
  return Int32Array.from(queries);
}
