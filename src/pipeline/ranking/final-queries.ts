import { sequencesOf } from '../../data/sequences';
import { Popularity } from '../../models/ranking/popularity';
import type { Scorer } from '../../models/ranking/ranking-model';
import { rankingControls } from './ranking-controls';
import { measureRanking, slicesByItem } from './ranking-figures';
import { type RankingQueries, rankingQueries } from './ranking-queries';
import type { RankingReference } from './ranking-result';
import type { RankingRun } from './ranking-run';

/** The test queries, opened when everything is chosen. */
export interface FinalQueries {
  readonly queries: RankingQueries;
  readonly sliceOf: readonly string[];
}

/** Opens the test part: a query a user who has something in it, from all that came before. */
export function openTest({ split, settings }: Pick<RankingRun, 'split' | 'settings'>): FinalQueries {
  const asked = split.takeTest('final ranking comparison');
  const before = Int32Array.from([...split.train, ...split.validation]);
  const queries = rankingQueries({ split, known: before, asked, maxLength: settings.maxLength });
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const { counts } = new Popularity({ items: split.data.items.ids.length, sequences });
  return { queries, sliceOf: slicesByItem(queries, counts) };
}

/** The test figures of a scorer that takes no seed. */
export function referenceOf(
  about: Pick<RankingReference, 'name' | 'weights' | 'settings' | 'validationNdcg10'> & {
    readonly scorer: Scorer;
  },
  final: FinalQueries,
  { seenItems }: RankingRun,
): RankingReference {
  const { scorer, ...rest } = about;
  return { ...rest, ...measureRanking({ scorer, ...final, seenItems }).figures };
}

/** The controls, tuned on validation, on the test queries. */
export function controlsOf(
  run: RankingRun,
  validation: RankingQueries,
  final: FinalQueries,
): RankingReference[] {
  const { split, seenItems } = run;
  const items = split.data.items.ids.length;
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  return rankingControls({ items, sequences, validation, seenItems }).map((control) => {
    const reference = referenceOf({ ...control, weights: null }, final, run);
    (control.scorer as { dispose?: () => void }).dispose?.();
    return reference;
  });
}
