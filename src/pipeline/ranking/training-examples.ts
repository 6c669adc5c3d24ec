import { prefixContexts } from '../../data/build-contexts';
import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { Random } from '../../random';

/**
 * Every position of every training sequence, with what came next; long sequences in overlapping stretches.
 * @param options.most where there are more queries, stretches drawn at random stand for all of them; null takes all
 */
export function trainingExamples(options: {
  readonly split: Split;
  readonly maxLength: number;
  readonly most: number | null;
  readonly seed: number;
}): RankingExamples {
  const { split, maxLength, most, seed } = options;
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const users = Int32Array.from(split.data.users.ids.keys());
  const stride = Math.ceil(maxLength / 2);
  const all = prefixContexts({ sequences, users, maxLength, shortest: 1, stride });
  if (most === null || all.targets.length <= most) return all;
  return drawStretches(all, most, new Random(seed).fork('stretches'));
}

function drawStretches(
  { contexts, targets, weights }: RankingExamples,
  most: number,
  random: Random,
): RankingExamples {
  const sizes = new Int32Array(contexts.users.length);
  for (const row of contexts.rows) sizes[row]++;
  const isDrawn = new Uint8Array(sizes.length);
  let left = most;
  for (const row of random.permutation(sizes.length)) {
    if (sizes[row] > left) continue;
    isDrawn[row] = 1;
    left -= sizes[row];
  }
  const queries = Int32Array.from(contexts.rows.keys()).filter(
    (query) => isDrawn[contexts.rows[query]] === 1,
  );
  return {
    contexts: takeContexts({ contexts, queries }),
    targets: queries.map((query) => targets[query]),
    ...(weights && { weights: Float32Array.from(queries, (query) => weights[query]) }),
  };
}

/** How often each item of the catalogue is what came next. */
export function targetCounts({ targets }: RankingExamples, catalogue: number): Float32Array {
  const counts = new Float32Array(catalogue);
  for (const item of targets) counts[item]++;
  return counts;
}

/** An epoch takes at least so many steps: small data want small batches. */
const FEWEST_STEPS = 16;

/** Sequences a step: as many as asked for, fewer where an epoch would be over in a few steps. */
export function sequencesAStep({ contexts }: RankingExamples, batchSize: number): number {
  return Math.min(batchSize, Math.max(1, Math.ceil(contexts.users.length / FEWEST_STEPS)));
}
