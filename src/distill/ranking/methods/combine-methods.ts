import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../../errors';
import type { RankingMethod } from '../ranking-method';
import { checkPositive } from './check-settings';

export interface WeightedMethod {
  readonly method: RankingMethod;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Several methods at once: L = Σ_m w_m · L_m. The sum owns its methods: it trains their weights and disposes them.
 * @throws InputError where there is none, a weight is not above 0, or two methods name a weight alike
 */
export function combineMethods(methods: readonly WeightedMethod[]): RankingMethod {
  const where = 'combineMethods';
  if (methods.length === 0) throw new InputError(`${where}: expected at least one method, found none`);
  methods.forEach((weighted, m) => {
    checkOptions(`${where} (method ${m})`, weighted, ['method', 'weight']);
    checkPositive(where, { [`weight of ${weighted.method.name}`]: weighted.weight });
  });
  const parameters = methods.flatMap(({ method }) => method.parameters);
  const names = parameters.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new InputError(
      `${where}: two methods have a weight named "${twice}"; a method that trains weights can stand in a sum once`,
    );
  }
  return {
    name: methods.map(({ method, weight }) => `${weight} ${method.name}`).join(' + '),
    parameters,
    learningRates: new Map(methods.flatMap(({ method }) => [...(method.learningRates ?? [])])),
    loss: (batch) =>
      tf.addN(methods.map(({ method, weight }) => tf.mul(method.loss(batch), weight))) as tf.Scalar,
    dispose: () => {
      for (const { method } of methods) method.dispose();
    },
  };
}
