import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { DistillTerm } from '../distill-term';
import { checkPositive } from '../ranking/methods/check-settings';

export interface WeightedTerm {
  readonly term: DistillTerm;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Several terms at once: L = Σ_m w_m · L_m. The sum owns its terms: it trains their weights and disposes them.
 * @throws InputError where there is none, a weight is not above 0, or two terms name a weight alike
 */
export function combineTerms(terms: readonly WeightedTerm[]): DistillTerm {
  const where = 'combineTerms';
  if (terms.length === 0) throw new InputError(`${where}: expected at least one term, found none`);
  terms.forEach((weighted, t) => {
    checkOptions(`${where} (term ${t})`, weighted, ['term', 'weight']);
    checkPositive(where, { [`weight of ${weighted.term.name}`]: weighted.weight });
  });
  const parameters = terms.flatMap(({ term }) => term.parameters);
  const names = parameters.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new InputError(
      `${where}: two terms have a weight named "${twice}"; a term that trains weights can stand in a sum once`,
    );
  }
  return {
    name: terms.map(({ term, weight }) => `${weight} ${term.name}`).join(' + '),
    parameters,
    learningRates: new Map(terms.flatMap(({ term }) => [...(term.learningRates ?? [])])),
    loss: (batch) => tf.addN(terms.map(({ term, weight }) => tf.mul(term.loss(batch), weight))) as tf.Scalar,
    dispose: () => {
      for (const { term } of terms) term.dispose();
    },
  };
}
