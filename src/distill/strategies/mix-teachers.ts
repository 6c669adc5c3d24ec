import { InputError } from '../../errors';
import { softmaxRows } from '../soft-targets/soft-probabilities';

/** What several teachers said of the same rows. */
export interface SeveralTeachers {
  /** Logits of each, [rows, classes], row-major, unscaled. A click's are [0, z]. */
  readonly teachers: readonly Float32Array[];
  readonly classes: number;
}

/** Probabilities of each teacher, checked; [teachers][rows · classes] */
export function teacherProbabilities(where: string, { teachers, classes }: SeveralTeachers): Float32Array[] {
  const length = teachers[0]?.length;
  if (length === undefined || teachers.some((logits) => logits.length !== length)) {
    throw new InputError(
      `${where}: expected at least one teacher, all of the same rows, found lengths [${teachers.map((logits) => logits.length).join(', ')}]`,
    );
  }
  return teachers.map((logits) => softmaxRows({ logits, classes, temperature: 1 }));
}

/** @throws InputError unless there is a label, or -1, for each row, and none beyond the classes */
export function checkTeacherLabels(
  where: string,
  options: { readonly labels: Int32Array; readonly rows: number; readonly classes: number },
): void {
  const { labels, rows, classes } = options;
  if (labels.length !== rows) {
    throw new InputError(`${where}: expected a label for each of the ${rows} rows, found ${labels.length}`);
  }
  const wrong = labels.findIndex((label) => label < -1 || label >= classes);
  if (wrong < 0) return;
  throw new InputError(
    `${where}: labels[${wrong}] must be a class from 0 to ${classes - 1}, or -1 where none was observed, found ${labels[wrong]}`,
  );
}

const smallest = 1e-30;

/**
 * Logits of a weighted mean of probabilities: z_i,c = ln Σ_m w_i,m p_i,m,c.
 * @param weights of the teachers in each row, which sum to 1
 * @returns [rows, classes]
 */
export function mixTeachers(
  probabilities: readonly Float32Array[],
  classes: number,
  weightsOf: (row: number) => ArrayLike<number>,
): Float32Array {
  const mixed = new Float32Array(probabilities[0].length);
  for (let row = 0; row < mixed.length / classes; row++) {
    const weights = weightsOf(row);
    for (let at = row * classes; at < (row + 1) * classes; at++) {
      let sum = 0;
      for (let m = 0; m < probabilities.length; m++) sum += weights[m] * probabilities[m][at];
      mixed[at] = Math.log(Math.max(sum, smallest));
    }
  }
  return mixed;
}
