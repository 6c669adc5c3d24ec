import type { ChainLink } from '../../distill/strategies/chain-of-teachers';
import { countWeights, type Parameter } from '../../tensor/parameter';

interface Disposable {
  dispose(): void;
}

/** The chain's last model; those before it have done their work and are disposed. */
export function lastOf<Model extends Disposable, Word>(links: readonly ChainLink<Model, Word>[]): Model {
  for (const { model } of links.slice(0, -1)) model.dispose();
  return links[links.length - 1].model;
}

/** How many weights a model has that was made to be counted, and is disposed. */
export function sizeOf(model: Disposable & { readonly parameters: readonly Parameter[] }): number {
  const weights = countWeights(model.parameters);
  model.dispose();
  return weights;
}
