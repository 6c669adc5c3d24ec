import { prefixContexts } from '../../data/build-contexts';
import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';

/** Every position of every training sequence, with what came next. */
export function trainingExamples(split: Split, maxLength: number): RankingExamples {
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const users = Int32Array.from(split.data.users.ids.keys());
  return prefixContexts({ sequences, users, maxLength, shortest: 1, stride: Math.ceil(maxLength / 2) });
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
