import { contextsOf } from '../../data/build-contexts';
import { latency } from '../../evaluate';
import type { Scorer } from '../../models/ranking/ranking-model';
import type { RankingQueries } from './ranking-queries';

/** Milliseconds to score the whole catalogue for one user. */
export async function rankingLatency(
  scorer: Scorer,
  { queries, maxLength }: { readonly queries: RankingQueries; readonly maxLength: number },
): Promise<number> {
  const { histories, users } = queries;
  const contexts = contextsOf({ sequences: histories, users: users.slice(0, 1), maxLength });
  const times = await latency({ run: () => void scorer.score(contexts), warmup: 5, repeats: 50 });
  return times.p50Ms;
}
