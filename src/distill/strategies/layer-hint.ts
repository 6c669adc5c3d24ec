import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import type { Random } from '../../random';
import type { DistillTerm } from '../distill-term';
import { hintProjection } from '../hint-projection';
import { hintLoss } from '../losses/hint-loss';
import { checkCounts } from '../ranking/methods/check-settings';
import { checkLayerPairs, type LayerPair, layersOf } from './layers-of-batch';

/**
 * `hintLoss` at any layer, as a term: L = (1 / batch) · Σ_i (1 / teacherWidth) · ‖h_s,i · W − h_t,i‖². W is trained along
 * and thrown away.
 * @param options.random starts W
 * @see Romero et al. 2015, arXiv:1412.6550, equation 3
 */
export function layerHint(options: {
  readonly pair: LayerPair;
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly random: Random;
}): DistillTerm {
  const where = 'layerHint';
  checkOptions(where, options, ['pair', 'studentWidth', 'teacherWidth', 'random']);
  const { pair, studentWidth, teacherWidth, random } = options;
  checkLayerPairs(where, [pair]);
  checkCounts(where, { studentWidth, teacherWidth });
  const name = `layer-hint/${pair.student}-${pair.teacher}`;
  const projection = hintProjection({ name, studentWidth, teacherWidth, random });
  return {
    name: where,
    parameters: [projection],
    loss: (batch) =>
      hintLoss({ ...layersOf(where, batch, pair), projection: projection.value<tf.Tensor2D>() }),
    dispose: () => projection.dispose(),
  };
}
