import { InputError } from '../errors';

/** Rows of a result whose lengths must agree, by the name that the caller knows each by. */
export function checkSameLength(where: string, arrays: Readonly<Record<string, ArrayLike<unknown>>>): void {
  const [[firstName, first], ...rest] = Object.entries(arrays);
  if (first.length === 0) throw new InputError(`${where}: ${firstName} is empty; expected at least one row`);
  for (const [name, array] of rest) {
    if (array.length === first.length) continue;
    throw new InputError(
      `${where}: ${firstName} has ${first.length} rows and ${name} has ${array.length}; were both made from the same rows?`,
    );
  }
}

/** Every value is a finite number. */
export function checkFinite(where: string, name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(`${where}: ${name}[${i}] is ${values[i]}; expected a finite number`);
    }
  }
}

/**
 * Every row holds `classes` probabilities that sum to 1 (to 1e-3), so that logits given by mistake are refused.
 * @returns the number of rows
 */
export function checkProbabilities(
  where: string,
  name: string,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  const rows = probabilities.length / classes;
  if (!Number.isInteger(classes) || classes < 1 || !Number.isInteger(rows) || rows === 0) {
    throw new InputError(
      `${where}: ${name} has ${probabilities.length} values; expected rows of ${classes} classes, at least one`,
    );
  }
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = probabilities[row * classes + c];
      if (!(p >= 0))
        throw new InputError(`${where}: ${name} row ${row} holds ${p}; expected a value in [0, 1]`);
      sum += p;
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new InputError(
        `${where}: ${name} row ${row} sums to ${sum}; expected 1. Are these logits? Apply softmax first`,
      );
    }
  }
  return rows;
}

/** Every label is a class index. */
export function checkLabels(where: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    if (Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes) continue;
    throw new InputError(
      `${where}: labels[${i}] is ${labels[i]}; expected an index into the ${classes} classes (0 to ${classes - 1}), not a rating`,
    );
  }
}
