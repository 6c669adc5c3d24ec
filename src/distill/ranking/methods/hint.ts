import type * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import { hintProjection } from '../../hint-projection';
import { hintLoss } from '../../losses/hint-loss';
import type { RankingMethod } from '../ranking-method';
import { checkCounts } from './check-settings';
import { drawItems } from './draw-items';
import { teacherHidden, theTeacher } from './teacher-lists';

const where = 'hint';

/**
 * `hintLoss` as a method: the student's vectors, projected, are drawn to the teacher's.
 *   L = (1 / batch) · Σ_u (1 / teacherWidth) · ‖h_u · W - t_u‖²  (+ the same over drawn items, with a W of their own)
 * The projections are trained along and thrown away.
 * @param options.items items drawn a batch, whose vectors are matched as well; 0 matches the contexts alone
 * @param options.random starts the projections
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Romero et al. 2015, arXiv:1412.6550, equation 3
 */
export function hint(options: {
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly items: number;
  readonly random: Random;
}): RankingMethod {
  checkOptions(where, options, ['studentWidth', 'teacherWidth', 'items', 'random']);
  const { studentWidth, teacherWidth, items, random } = options;
  checkCounts(where, { studentWidth, teacherWidth });
  checkCounts(where, { items }, 0);
  const widths = { studentWidth, teacherWidth, random };
  const ofContexts = hintProjection({ name: 'hint/contexts', ...widths });
  const ofItems = items === 0 ? null : hintProjection({ name: 'hint/items', ...widths });
  const parameters = ofItems === null ? [ofContexts] : [ofContexts, ofItems];
  return {
    name: where,
    parameters,
    loss: (batch) => {
      const teacher = theTeacher(where, batch);
      const contexts = hintLoss({
        studentHidden: batch.hidden,
        teacherHidden: teacherHidden(where, teacher, teacherWidth),
        projection: ofContexts.value<tf.Tensor2D>(),
      });
      if (ofItems === null) return contexts;
      const drawn = drawItems(where, { batch, teacher, teacherWidth, count: items });
      const others = hintLoss({
        studentHidden: drawn.student,
        teacherHidden: drawn.teacher,
        projection: ofItems.value<tf.Tensor2D>(),
      });
      return contexts.add(others);
    },
    dispose: () => {
      for (const parameter of parameters) parameter.dispose();
    },
  };
}
