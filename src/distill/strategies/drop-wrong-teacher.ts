import { keptRows } from './kept-rows';
import { mapRows, mostProbable, probabilitiesOf } from './row-probabilities';
import type { RowRule } from './softened-term';

/**
 * Leaves out the samples on which the teacher is wrong:
 *   w_i = 0 where a label was observed and argmax z_t,i is another class, else batch / kept
 * so that the loss is the mean over the kept rows. Samples without a label stay.
 * @see Wen, Lai & Qian 2021, "Preparing lessons: improve knowledge distillation with better supervision",
 *   Neurocomputing 454, arXiv:1911.07471, on what wrong supervision does
 */
export function dropWrongTeacher(): RowRule {
  return ({ teacherLogits, labels }) => {
    const answers = mapRows(probabilitiesOf(teacherLogits), mostProbable);
    return keptRows(Array.from(labels, (label, row) => label < 0 || label === answers[row]));
  };
}
