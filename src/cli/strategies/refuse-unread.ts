import { InputError } from '../../errors';
import { dashed } from '../data-options/data-flags';
import type { DistillationFlags } from '../distill/add-distill-options';

/** Options of `distill` that no ablation reads, as it tries all ways of training itself. */
const readByNone: readonly (keyof DistillationFlags)[] = [
  ...(['methods', 'labelShares', 'ablation', 'fineTuneEpochs', 'friendsText'] as const),
  ...(['softTargets', 'softQueries', 'scoreScale', 'rankExponent'] as const),
];

/**
 * Refuses options that an ablation would not read.
 * @param more those that this task does not read either
 * @throws InputError naming the first
 */
export function refuseUnread(flags: DistillationFlags, more: readonly (keyof DistillationFlags)[]): void {
  const found = [...readByNone, ...more].find((name) => flags[name] !== undefined);
  if (found === undefined) return;
  throw new InputError(
    `"${dashed(found).slice(2)}": an ablation of strategies for --task ${flags.task} does not read it; leave it out`,
  );
}
