import type { Sequences } from '../../data/contexts';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { coOccurrence } from '../../models/ranking/co-occurrence';
import { Ease } from '../../models/ranking/ease';
import { itemKnn } from '../../models/ranking/item-knn';
import { Popularity } from '../../models/ranking/popularity';
import type { Scorer } from '../../models/ranking/ranking-model';
import { ndcg10, type RankingQueries } from './ranking-queries';

export interface Control {
  readonly name: string;
  readonly scorer: Scorer;
  /** What validation chose. */
  readonly settings: string;
  readonly validationNdcg10: number;
}

/** EASE inverts a matrix over the catalogue: above so many items it is left out. */
const MOST_EASE_ITEMS = 12_000;

interface Candidate {
  readonly settings: string;
  readonly make: () => Scorer & { dispose?: () => void };
}

/**
 * Recommenders without a gradient, each tuned on validation: the floor (popularity) and simple ones that a student
 * should beat.
 */
export function rankingControls(options: {
  readonly items: number;
  readonly sequences: Sequences;
  readonly validation: RankingQueries;
  readonly seenItems: SeenItems;
}): Control[] {
  const { items, sequences } = options;
  const decays = [0.3, 0.5, 0.7, 0.9, 1];
  const lists: Readonly<Record<string, Candidate[]>> = {
    popularity: [{ settings: '', make: () => new Popularity({ items, sequences }) }],
    'co-occurrence': [1, 3, 5].flatMap((window) =>
      decays.map((decay) => ({
        settings: `window ${window}, decay ${decay}`,
        make: () => coOccurrence({ items, sequences, window, decay }),
      })),
    ),
    'item-knn': [1, 10].flatMap((shrinkage) =>
      decays.map((decay) => ({
        settings: `100 neighbours, shrinkage ${shrinkage}, decay ${decay}`,
        make: () => itemKnn({ items, sequences, neighbours: 100, shrinkage, decay }),
      })),
    ),
    ease:
      items > MOST_EASE_ITEMS
        ? []
        : [10, 50, 200, 1000].map((regularisation) => ({
            settings: `λ = ${regularisation}`,
            make: () => new Ease({ items, sequences, regularisation }),
          })),
  };
  return Object.entries(lists)
    .filter(([, candidates]) => candidates.length > 0)
    .map(([name, candidates]) => ({ name, ...tune(candidates, options) }));
}

function tune(
  candidates: readonly Candidate[],
  options: { readonly validation: RankingQueries; readonly seenItems: SeenItems },
): Omit<Control, 'name'> {
  let best: (Omit<Control, 'name'> & { scorer: Scorer & { dispose?: () => void } }) | null = null;
  for (const { settings, make } of candidates) {
    const scorer = make();
    const validationNdcg10 = ndcg10(scorer, options.validation, options.seenItems);
    if (best === null || validationNdcg10 > best.validationNdcg10) {
      best?.scorer.dispose?.();
      best = { scorer, settings, validationNdcg10 };
    } else {
      scorer.dispose?.();
    }
  }
  if (best === null) throw new Error('rankingControls: no candidate');
  return best;
}
