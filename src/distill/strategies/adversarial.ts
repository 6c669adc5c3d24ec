import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import type { DistillTerm } from '../distill-term';
import { hintProjection } from '../hint-projection';
import { checkSameShape } from '../losses/check-inputs';
import { checkCounts, checkPositive } from '../ranking/methods/check-settings';
import { Discriminator, type DiscriminatorOptions } from './discriminator';
import { checkLayerPairs, checkSameRows, type LayerPair, layersOf } from './layers-of-batch';

/** ln softmax(z / T): what is left of logits where no common number can tell them apart. */
function logShares(logits: tf.Tensor2D, temperature: number): tf.Tensor2D {
  return tf.logSoftmax(tf.div(logits, temperature) as tf.Tensor2D);
}

/**
 * A discriminator on logits, as a term: it learns to tell x_t = ln softmax(z_t / T) from x_s = ln softmax(z_s / T), and
 * the student learns to be taken for the teacher,
 *   L = L_D(x_t, x_s) + L_S(x_s),  both as `Discriminator` says; the student gets no gradient but that of L_S.
 * It matches how logits are distributed, not which row has which: `combineTerms` puts it beside one that looks row by
 * row. On rankings, by `onTeacherLists`, the classes are the places of the teacher's list.
 * @param options.classes of the logits; a click has two, [0, z], a list has k
 * @param options.learningRate of the discriminator
 * @throws InputError on settings out of range; RangeError where the logits differ in shape
 * @see Goodfellow et al. 2014, arXiv:1406.2661; Xu, Hsu & Huang 2018, arXiv:1709.00513 (on a student's logits)
 */
export function adversarialLogits(
  options: DiscriminatorOptions & { readonly classes: number; readonly learningRate: number },
): DistillTerm {
  const where = 'adversarialLogits';
  checkOptions(where, options, ['classes', 'learningRate', 'layers', 'random']);
  const { classes, learningRate, layers, random } = options;
  checkPositive(where, { learningRate });
  const discriminator = new Discriminator(where, { inputs: classes, layers, random });
  return {
    name: where,
    parameters: discriminator.parameters,
    learningRates: discriminator.at(learningRate),
    loss: ({ studentLogits, teacherLogits, temperature }) => {
      checkSameShape(where, studentLogits, teacherLogits);
      return discriminator.loss({
        teacher: logShares(teacherLogits, temperature),
        student: logShares(studentLogits, temperature),
      });
    },
    dispose: () => discriminator.dispose(),
  };
}

/**
 * A discriminator on hidden states, as a term: it tells the teacher's layer from the student's, projected, x_s = h W. The
 * projection plays on the student's side and is thrown away with the discriminator.
 * @param options.pair the layers compared
 * @param options.learningRate of the discriminator
 * @throws InputError on settings out of range, or where a side does not show its layer
 * @see Goodfellow et al. 2014, arXiv:1406.2661; Romero et al. 2015, arXiv:1412.6550 (the projection)
 */
export function adversarialHidden(
  options: DiscriminatorOptions & {
    readonly pair: LayerPair;
    readonly studentWidth: number;
    readonly teacherWidth: number;
    readonly learningRate: number;
  },
): DistillTerm {
  const where = 'adversarialHidden';
  const known = ['pair', 'studentWidth', 'teacherWidth', 'learningRate', 'layers', 'random'];
  checkOptions(where, options, known);
  const { pair, studentWidth, teacherWidth, learningRate, layers, random } = options;
  checkLayerPairs(where, [pair]);
  checkCounts(where, { studentWidth, teacherWidth });
  checkPositive(where, { learningRate });
  const discriminator = new Discriminator(where, { inputs: teacherWidth, layers, random });
  const projection = hintProjection({ name: 'adversarial/projection', studentWidth, teacherWidth, random });
  return {
    name: where,
    parameters: [...discriminator.parameters, projection],
    learningRates: discriminator.at(learningRate),
    loss: (batch) => {
      const matched = layersOf(where, batch, pair);
      checkSameRows(where, matched);
      return discriminator.loss({
        teacher: matched.teacherHidden,
        student: tf.matMul(matched.studentHidden, projection.value<tf.Tensor2D>()),
      });
    },
    dispose: () => {
      discriminator.dispose();
      projection.dispose();
    },
  };
}
