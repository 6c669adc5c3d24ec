import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../errors';
import type { DistillTerm, TermBatch } from '../distill-term';
import { pickLogits } from '../losses/pick-logits';
import { checkCounts } from '../ranking/methods/check-settings';
import { bestOf, type RankedLists, theTeacher } from '../ranking/methods/teacher-lists';
import type { MethodBatch, RankingMethod } from '../ranking/ranking-method';
import { checkScheduled, type Scheduled, valueAt } from '../scheduled';

const where = 'onTeacherLists';

/** The place of each context's next item in its list; -1 where it is not there or nobody observed it. */
function placesOf(targets: Int32Array, { items, k }: RankedLists): Int32Array {
  return targets.map((target, row) => {
    const place = items.subarray(row * k, (row + 1) * k).indexOf(target);
    return target < 0 ? -1 : place;
  });
}

function termBatch(batch: MethodBatch, lists: RankedLists): Omit<TermBatch, 'temperature' | 'epochs'> {
  const { contexts, targets, hidden, teachers, epoch, random } = batch;
  const teacherHidden = teachers[0].hidden;
  return {
    ...{ rows: contexts, epoch, random },
    labels: placesOf(targets, lists),
    studentLogits: pickLogits(where, batch.studentLogits, lists.items),
    teacherLogits: tf.tensor2d(lists.logits, [contexts.length, lists.k]),
    studentLayers: [hidden],
    teacherLayers: teacherHidden === null ? [] : [teacherHidden],
  };
}

/**
 * A term on rankings: the classes of a context are the teacher's best k items, and its label is the place of the item
 * that came next, where it is among them. With `softenedTerm({})` it is `topKKl`.
 * @param options.k how many of the teacher's items; all that were stored where not given
 * @param options.epochs those of the training, for what changes over it
 * @returns a method, which owns the term
 * @throws InputError on settings out of range, or where fewer than k items were stored
 */
export function onTeacherLists(options: {
  readonly term: DistillTerm;
  readonly temperature: Scheduled;
  readonly epochs: number;
  readonly k?: number;
}): RankingMethod {
  checkOptions(where, options, ['term', 'temperature', 'epochs', 'k']);
  const { term, temperature, epochs, k } = options;
  checkCounts(where, { epochs, ...(k === undefined ? {} : { k }) });
  checkScheduled(where, { name: 'temperature', setting: temperature, epochs, expected: 'above 0' });
  return {
    name: `${term.name} on teacher lists`,
    parameters: term.parameters,
    learningRates: term.learningRates,
    loss: (batch) => {
      const lists = bestOf(where, theTeacher(where, batch), k);
      const now = valueAt(temperature, { epoch: batch.epoch, epochs });
      return term.loss({ ...termBatch(batch, lists), temperature: now, epochs });
    },
    dispose: () => term.dispose(),
  };
}
