import { checkOptions, InputError } from '../../errors';
import type { FitResult } from '../../train/fit';
import { sideBySide } from '../../train/side-by-side';
import { type DistillOptions, distillSteps } from '../distill';
import { DistillDraws } from '../distill-draws';

const ownNames = [
  ...['student', 'validate', 'learningRate', 'weightDecay', 'onEpoch', 'onBatch', 'checkpoint'],
  ...['hintWeight', 'term'],
] as const;

/** What each student has for itself: its model and validation, its rates, and what holds weights or files of its own. */
export type OwnDistillOptions = Pick<DistillOptions, (typeof ownNames)[number]>;

/** What all students share. */
export type SharedDistillOptions = Omit<DistillOptions, (typeof ownNames)[number]>;

export interface DistillTogetherOptions extends SharedDistillOptions {
  readonly students: readonly OwnDistillOptions[];
}

/**
 * One teacher, many students: trains them side by side in one pass over labels and soft targets. Student k comes out as
 *   distill({ ...shared, ...students[k] })
 * would make it, bit for bit; the batches and soft pairs of a step are drawn and read once and then serve all, each
 * takes its step on them, and each stops and keeps its best epoch by its own validation. A student that draws random
 * numbers itself (dropout) leaves the common draw after its first step and reads its own.
 * @returns in the order of `students`
 * @throws InputError where there is no student, or one stands there twice, and what `distill` throws
 */
export function distillTogether(
  options: DistillTogetherOptions,
): (FitResult & { student: DistillOptions['student'] })[] {
  const { students, ...shared } = options;
  checkStudents(students);
  const draws = new DistillDraws();
  const results = sideBySide(students.map((own) => distillSteps({ ...shared, ...own }, draws)));
  return students.map(({ student }, k) => ({ ...results[k], student }));
}

function checkStudents(students: readonly OwnDistillOptions[]): void {
  const where = 'distillTogether';
  if (students.length === 0) throw new InputError(`${where}: expected at least one student, found none`);
  students.forEach((own, k) => {
    checkOptions(`${where} (student ${k})`, own, ownNames);
    if (students.findIndex(({ student }) => student === own.student) === k) return;
    throw new InputError(`${where}: student ${k} stands there twice; a model takes part in one training`);
  });
}
