import type { RankingMethod } from '../ranking-method';

/** A method with no weights of its own. */
export function lossOnlyMethod(name: string, loss: RankingMethod['loss']): RankingMethod {
  return { name, parameters: [], loss, dispose: () => {} };
}
