import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../../../errors';
import type { Random } from '../../../random';
import type { RankingMethod } from '../ranking-method';
import { checkCounts, checkPositive } from './check-settings';
import { drawItems } from './draw-items';
import { ExpertMixture } from './expert-mixture';
import { teacherHidden, theTeacher } from './teacher-lists';

const where = 'distillationExperts';

/** τ falls from `start` to `end` over `epochs` epochs, by the same factor each, and then stays. */
export interface Annealing {
  readonly start: number;
  readonly end: number;
  readonly epochs: number;
}

/** τ = start · (end / start)^(epoch / epochs) */
export function annealedTemperature({ start, end, epochs }: Annealing, epoch: number): number {
  return start * (end / start) ** Math.min(epoch / epochs, 1);
}

export function checkAnnealing(where: string, annealing: Annealing): void {
  checkOptions(`${where} (temperature)`, annealing, ['start', 'end', 'epochs']);
  const { start, end, epochs } = annealing;
  checkPositive(where, { 'temperature.start': start, 'temperature.end': end });
  checkCounts(where, { 'temperature.epochs': epochs });
}

/**
 * Distillation experts: small networks map the student's vectors onto the teacher's, and each context (or item) is
 * reconstructed by the expert that its teacher's vector selects, so that unlike ones do not blur each other.
 *   L = (1 / batch) · Σ_u ‖t_u - Σ_m s_um · e_m(h_u)‖²  (+ the same over drawn items, with experts of their own)
 * See `expertMixtureLoss` for s. Experts and selectors are trained along and thrown away.
 * @param options.studentWidth width of the student's vectors
 * @param options.teacherWidth width of the teacher's vectors, which must have been stored
 * @param options.items items drawn a batch, whose vectors are matched as well; 0 matches the contexts alone. The
 *   paper matches users and items; where the teacher has no vectors of items, 0 is all that can be had
 * @param options.temperature τ of the selection over the epochs
 * @param options.random starts the experts' weights
 * @throws InputError on settings out of range, or where vectors were not stored
 * @see Kang et al. 2020, arXiv:2012.04357, section 4.2; the authors' code: github.com/SeongKu-Kang/DE-RRD_CIKM20, which
 *   sums over a batch where this takes the mean
 */
export function distillationExperts(options: {
  readonly experts: number;
  readonly studentWidth: number;
  readonly teacherWidth: number;
  readonly items: number;
  readonly temperature: Annealing;
  readonly random: Random;
}): RankingMethod {
  const known = ['experts', 'studentWidth', 'teacherWidth', 'items', 'temperature', 'random'];
  checkOptions(where, options, known);
  const { experts, studentWidth, teacherWidth, items, random } = options;
  checkCounts(where, { experts, studentWidth, teacherWidth });
  checkCounts(where, { items }, 0);
  checkAnnealing(where, options.temperature);
  const widths = { experts, studentWidth, teacherWidth, random };
  const ofContexts = new ExpertMixture({ name: 'experts/contexts', ...widths });
  const ofItems = items === 0 ? null : new ExpertMixture({ name: 'experts/items', ...widths });
  return {
    name: where,
    parameters: [...ofContexts.parameters, ...(ofItems?.parameters ?? [])],
    loss: (batch) => {
      const teacher = theTeacher(where, batch);
      const step = {
        temperature: annealedTemperature(options.temperature, batch.epoch),
        random: batch.random,
      };
      const contexts = ofContexts.loss({
        ...step,
        studentVectors: batch.hidden,
        teacherVectors: teacherHidden(where, teacher, teacherWidth),
      });
      if (ofItems === null) return contexts;
      const drawn = drawItems(where, { batch, teacher, teacherWidth, count: items });
      return tf.add(
        contexts,
        ofItems.loss({ ...step, studentVectors: drawn.student, teacherVectors: drawn.teacher }),
      );
    },
    dispose: () => {
      ofContexts.dispose();
      ofItems?.dispose();
    },
  };
}
