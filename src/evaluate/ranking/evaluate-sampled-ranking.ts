import { checkOptions, InputError } from '../../errors';
import { checkChoice, checkCount, checkItem, checkKs } from './checks';
import { createRankCounter } from './rank-counter';
import { createRankingTally, type RankingScores } from './ranking-scores';
import type { NegativeSample } from './sample-negatives';
import { type BlockwiseScores, blockwiseOptions, forEachQuery } from './score-blocks';
import type { Standing, Ties } from './standing';

export interface SampledRankingEvaluation extends BlockwiseScores {
  /** The items that a query should find, each once; may be empty, and such a query counts in no mean. */
  readonly relevant: (query: number) => ArrayLike<number>;
  /** From {@link sampleNegatives}, which excluded each query's relevant items. */
  readonly negatives: NegativeSample;
  readonly ks: readonly number[];
  readonly ties: Ties;
}

const known = [...blockwiseOptions, 'relevant', 'negatives', 'ks', 'ties'];

interface Candidates {
  readonly relevant: Int32Array;
  readonly negatives: Int32Array;
}

/** The catalogue of one query: its relevant items and its negatives, ascending, so that stable ties go by item index. */
function candidatesOf(where: string, items: number, { relevant, negatives }: Candidates): Int32Array {
  for (const item of negatives) checkItem(`${where}: negatives`, item, items);
  for (const item of relevant) {
    checkItem(`${where}: relevant`, item, items);
    if (!negatives.includes(item)) continue;
    throw new InputError(
      `${where}: item ${item} is relevant and among the negatives; exclude it when drawing`,
    );
  }
  const candidates = Int32Array.from([...relevant, ...negatives]).sort();
  const twice = candidates.findIndex((item, i) => item === candidates[i - 1]);
  if (twice < 0) return candidates;
  throw new InputError(`${where}: item ${candidates[twice]} is named twice; expected each candidate once`);
}

function standingAmong(options: {
  readonly where: string;
  readonly scores: Float32Array;
  readonly judged: Candidates;
  readonly ties: Ties;
}): Standing {
  const { where, scores, judged, ties } = options;
  const candidates = candidatesOf(where, scores.length, judged);
  // Checked here, as the counter knows candidates by their places only.
  const worthless = candidates.find((item) => Number.isNaN(scores[item]));
  if (worthless !== undefined) throw new InputError(`${where}: the score of item ${worthless} is NaN`);
  const standingOf = createRankCounter({ items: candidates.length, ties, seenItems: 'kept' });
  return standingOf({
    where,
    scores: Float32Array.from(candidates, (item) => scores[item]),
    relevant: judged.relevant.map((item) => candidates.indexOf(item)),
    seen: [],
  });
}

/**
 * A query's relevant items ranked among drawn negatives only, as many published figures are. The figures are higher than
 * those of {@link evaluateRanking}, cannot be compared with them, and may put methods in another order.
 * All relevant items of a query and its negatives make one list.
 * @see Krichene & Rendle 2020, "On sampled metrics for item recommendation"
 * @throws InputError as `evaluateRanking`, and where a relevant item is among the negatives
 */
export async function evaluateSampledRanking(options: SampledRankingEvaluation): Promise<RankingScores> {
  const name = 'evaluateSampledRanking';
  checkOptions(name, options, known);
  const { queries, relevant, negatives, ks, ties } = options;
  checkChoice(name, 'ties', ties, ['expected', 'stable']);
  checkKs(name, ks);
  checkCount(name, 'queries', queries);
  if (negatives.items.length !== queries * negatives.count) {
    throw new InputError(
      `${name}: negatives holds ${negatives.items.length} items; expected ${queries} queries x ${negatives.count}`,
    );
  }
  const tally = createRankingTally(name, queries, ks);
  await forEachQuery(name, options, (query, scores) => {
    const drawn = negatives.items.subarray(query * negatives.count, (query + 1) * negatives.count);
    const judged = { relevant: Int32Array.from(relevant(query)), negatives: drawn };
    tally.add(query, standingAmong({ where: `${name}: query ${query}`, scores, judged, ties }));
  });
  return tally.scores();
}
