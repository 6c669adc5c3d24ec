import type { Contexts } from '../../data/contexts';
import type { Split } from '../../data/split';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { likelyCandidates } from '../../pipeline/ranking/likely-candidates';
import { rankingProfiles } from '../../pipeline/ranking/ranking-profiles';
import { teacherQueries } from '../../pipeline/ranking/teacher-queries';
import type { ProfileName } from '../../pipeline/settings';
import { loadWithProgress } from './load-with-progress';
import { type RankingDataFlags, rankingDataFromFlags } from './ranking-data';

export interface QueryFlags extends RankingDataFlags {
  readonly profile: ProfileName;
  readonly seen?: SeenItems;
  readonly maxLength?: number;
  readonly candidates?: number;
}

/** The queries that `distill --soft-targets` will want lists of, with the same flags, and candidates for each. */
export async function teacherQueriesFromFlags(flags: QueryFlags): Promise<{
  readonly split: Split;
  readonly contexts: Contexts;
  readonly candidates: readonly Int32Array[];
}> {
  const { split } = rankingDataFromFlags(flags, await loadWithProgress(flags));
  const { maxLength, teacher, distillation } = rankingProfiles[flags.profile];
  const contexts = teacherQueries(split, flags.maxLength ?? maxLength);
  const count = flags.candidates ?? distillation.k;
  const seenItems = flags.seen ?? 'masked';
  return {
    split,
    contexts,
    candidates: likelyCandidates({ split, contexts, count, seenItems, pairs: teacher }),
  };
}
