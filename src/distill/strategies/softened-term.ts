import { checkOptions } from '../../errors';
import type { DistillTerm, TermBatch } from '../distill-term';
import { softLoss } from '../losses/soft-loss';

/** One number for each row of a batch; what it reads of the student or teacher is a constant. */
export type RowRule = (batch: TermBatch) => Float32Array;

/** Rules at once: the product of what they say. */
export function productOfRules(rules: readonly RowRule[]): RowRule {
  return (batch) => {
    const product = new Float32Array(batch.rows.length).fill(1);
    for (const rule of rules) {
      rule(batch).forEach((value, row) => {
        product[row] *= value;
      });
    }
    return product;
  };
}

/**
 * The soft loss with a temperature and a weight for each row:
 *   L = (1 / batch) · Σ_i w_i · T_i² · KL(softmax(z_t,i / T_i) ‖ softmax(z_s,i / T_i)),  T_i = T · r_i
 * T is the training's temperature, r_i and w_i what the rules say; without rules it is `softLoss`.
 * @param options.temperature r, above 0; 1 where not given
 * @param options.weight w, at least 0; 1 where not given
 */
export function softenedTerm(options: {
  readonly temperature?: RowRule;
  readonly weight?: RowRule;
}): DistillTerm {
  checkOptions('softenedTerm', options, ['temperature', 'weight']);
  const { temperature: factorOf, weight: weightOf } = options;
  return {
    name: 'softened',
    parameters: [],
    loss: (batch) => {
      const { studentLogits, teacherLogits, temperature: base } = batch;
      const temperature = factorOf === undefined ? base : factorOf(batch).map((factor) => base * factor);
      const weights = weightOf?.(batch);
      return softLoss({ studentLogits, teacherLogits, temperature, weights });
    },
    dispose: () => {},
  };
}
