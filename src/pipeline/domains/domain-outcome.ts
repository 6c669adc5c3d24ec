import type { ClickResult } from '../click/click-result';
import type { DistillationResult } from '../distillation-result';
import type { AnyRankingResult } from '../ranking/ranking-result';
import { clickRows } from './click-rows';
import type { UnnamedRow } from './domain-row';
import { rankingRows } from './ranking-rows';
import { ratingRows } from './rating-rows';

/** What a pipeline found, whichever it was. */
export type DomainOutcome =
  | { readonly task: 'rating'; readonly result: DistillationResult }
  | { readonly task: 'ranking'; readonly result: AnyRankingResult }
  | { readonly task: 'click'; readonly result: ClickResult };

/** The common rows of a pipeline's result: one for each student and method that is distilled. */
export function domainRowsOf(domain: string, outcome: DomainOutcome): UnnamedRow[] {
  if (outcome.task === 'rating') return ratingRows(domain, outcome.result);
  if (outcome.task === 'ranking') return rankingRows(domain, outcome.result);
  return clickRows(domain, outcome.result);
}
