import { implicitFeedback, isImplicit } from '../../data/implicit-feedback';
import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import { splitLeaveOneOut } from '../../data/splits/leave-one-out';
import { InputError } from '../../errors';
import type { DataFlags } from '../data-options';
import { type SplitFlags, splitsFromFlags } from './split-options';

export interface RankingDataFlags extends DataFlags, SplitFlags {
  readonly minRating?: number;
  readonly seed: number;
}

/** The data as rankings read them, and their split: for one set of flags always the same, whichever command reads it. */
export function rankingDataFromFlags(
  flags: RankingDataFlags,
  loaded: RecommendationData,
): { readonly data: RecommendationData; readonly split: Split } {
  const { minRating = null } = flags;
  if (minRating !== null && flags.interactions !== undefined)
    throw new InputError('--min-rating: --interactions has no ratings; give the file with --ratings');
  const data = isImplicit(loaded) ? loaded : implicitFeedback({ data: loaded, atLeast: minRating });
  const [split] =
    flags.split === undefined && flags.folds === undefined
      ? [splitLeaveOneOut({ data })]
      : splitsFromFlags(data, flags, flags.seed);
  return { data, split };
}
