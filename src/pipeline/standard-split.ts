import type { RecommendationData } from '../data/recommendation-data';
import type { Split } from '../data/split';
import { splitRandom } from '../data/splits/random';

/**
 * The split that the command line and the notebooks take where none is asked for: a tenth of the rows at random is
 * the test part, a tenth of the others validation.
 */
export function standardSplit(options: { readonly data: RecommendationData; readonly seed: number }): Split {
  return splitRandom({ ...options, testShare: 0.1, validationShare: 0.1 });
}
