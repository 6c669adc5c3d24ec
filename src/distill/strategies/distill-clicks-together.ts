import type { ClickBatch, ClickTable } from '../../data/click/click-table';
import { checkOptions, InputError } from '../../errors';
import type { ClickModel } from '../../models/click/click-model';
import type { FitResult } from '../../train/fit';
import { sideBySide } from '../../train/side-by-side';
import { type DistillClicksOptions, distillClickSteps } from '../click/distill-clicks';

const ownNames = [
  ...['student', 'validate', 'learningRate', 'weightDecay', 'onEpoch', 'onBatch', 'checkpoint'],
  ...['hintWeight', 'distanceWeight', 'angleWeight', 'relationRows', 'term'],
] as const;

/** What each click student has for itself. */
export type OwnDistillClicksOptions = Pick<DistillClicksOptions, (typeof ownNames)[number]>;

/** What all click students share. */
export type SharedDistillClicksOptions = Omit<DistillClicksOptions, (typeof ownNames)[number]>;

export interface DistillClicksTogetherOptions extends SharedDistillClicksOptions {
  readonly students: readonly OwnDistillClicksOptions[];
}

function alike(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The same table, which keeps the rows that were read last for whoever asks for them next. */
function keepingLast(table: ClickTable): ClickTable {
  let last: { rows: Int32Array; batch: ClickBatch } | null = null;
  return {
    ...{ rows: table.rows, fields: table.fields, hash: table.hash, groups: table.groups },
    read: (rows) => {
      if (last === null || !alike(last.rows, rows)) last = { rows: rows.slice(), batch: table.read(rows) };
      return last.batch;
    },
  };
}

/**
 * One click teacher, many students: trains them side by side in one pass over rows and soft targets, as
 * `distillTogether` does for ratings. Student k comes out as
 *   distillClicks({ ...shared, ...students[k] })
 * would make it, bit for bit; each batch is read once and serves all.
 * @returns in the order of `students`
 * @throws InputError where there is no student, or one stands there twice, and what `distillClicks` throws
 */
export function distillClicksTogether(
  options: DistillClicksTogetherOptions,
): (FitResult & { student: ClickModel })[] {
  const { students, ...shared } = options;
  checkStudents(students);
  const table = keepingLast(shared.table);
  const results = sideBySide(students.map((own) => distillClickSteps({ ...shared, table, ...own })));
  return students.map(({ student }, k) => ({ ...results[k], student }));
}

function checkStudents(students: readonly OwnDistillClicksOptions[]): void {
  const where = 'distillClicksTogether';
  if (students.length === 0) throw new InputError(`${where}: expected at least one student, found none`);
  students.forEach((own, k) => {
    checkOptions(`${where} (student ${k})`, own, ownNames);
    if (students.findIndex(({ student }) => student === own.student) === k) return;
    throw new InputError(`${where}: student ${k} stands there twice; a model takes part in one training`);
  });
}
