import type { RecommendationData } from '../data/recommendation-data';
import type { Split } from '../data/split';
import { splitPublished } from '../data/splits/published';
import { splitRandom } from '../data/splits/random';
import { checkOptions } from '../errors';

/**
 * The split that a data set is looked at with where nothing else is asked for: its first published fold, with 5% of
 * the fold's training rows for validation; or else a random fifth for the test part and a tenth of the rest for validation.
 */
export function standardSplit(options: { readonly data: RecommendationData; readonly seed: number }): Split {
  checkOptions('standardSplit', options, ['data', 'seed']);
  const { data, seed } = options;
  const [fold] = Object.keys(data.publishedFolds);
  return fold === undefined
    ? splitRandom({ data, testShare: 0.2, validationShare: 0.1, seed })
    : splitPublished({ data, fold, validationShare: 0.05, seed });
}
