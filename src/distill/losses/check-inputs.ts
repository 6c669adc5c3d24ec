import type * as tf from '@tensorflow/tfjs-node';

/** One number a row of the batch. */
export type RowValues = Float32Array | tf.Tensor1D;

/** One class index a row of the batch. */
export type Labels = Int32Array | tf.Tensor1D;

/** @returns [batch, classes] of one tensor, which must have rows and columns */
export function checkMatrix(where: string, name: string, matrix: tf.Tensor2D): [number, number] {
  const [batch, columns] = matrix.shape;
  if (matrix.rank !== 2 || batch === 0 || columns === 0) {
    throw new RangeError(
      `${where}: ${name} must be [batch, columns] with at least one of each, found [${matrix.shape.join(', ')}]`,
    );
  }
  return [batch, columns];
}

/** @returns the batch's size; there must be a row */
export function checkColumn(where: string, name: string, column: tf.Tensor1D): number {
  if (column.rank !== 1 || column.size === 0) {
    throw new RangeError(
      `${where}: ${name} must be [batch] with at least one row, found [${column.shape.join(', ')}]`,
    );
  }
  return column.size;
}

/** Student and teacher must speak of the same rows and classes. */
export function checkSameShape(where: string, student: tf.Tensor2D, teacher: tf.Tensor2D): [number, number] {
  const shape = checkMatrix(where, 'studentLogits', student);
  checkMatrix(where, 'teacherLogits', teacher);
  if (shape[0] !== teacher.shape[0] || shape[1] !== teacher.shape[1]) {
    throw new RangeError(
      `${where}: studentLogits [${student.shape.join(', ')}] and teacherLogits [${teacher.shape.join(', ')}] must have one shape; were both built with the same classes and the same rows?`,
    );
  }
  return shape;
}

export function checkTemperature(where: string, temperature: number): void {
  if (temperature > 0 && Number.isFinite(temperature)) return;
  throw new RangeError(
    `${where}: temperature must be a finite number above 0, found ${temperature}; 1 leaves the logits as they are`,
  );
}

/**
 * One temperature for all rows, or one a row.
 * @throws RangeError unless each is finite and above 0
 */
export function checkTemperatures(
  where: string,
  temperature: number | RowValues,
  batch: number,
): number | Float32Array {
  if (typeof temperature === 'number') {
    checkTemperature(where, temperature);
    return temperature;
  }
  const values = rowValues(where, {
    name: 'temperature',
    values: temperature,
    batch,
    isValid: (value) => value > 0 && Number.isFinite(value),
    expected: 'a finite number above 0',
  });
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

export function checkAlpha(where: string, alpha: number): void {
  if (alpha >= 0 && Number.isFinite(alpha)) return;
  throw new RangeError(
    `${where}: alpha must be a finite number of at least 0, found ${alpha}; 0 turns the teacher off`,
  );
}

/** The values of one number a row, checked for their count and their range. */
function rowValues(
  where: string,
  options: {
    name: string;
    values: ArrayLike<number> | tf.Tensor1D;
    batch: number;
    isValid: (value: number) => boolean;
    expected: string;
  },
): ArrayLike<number> {
  const { name, batch, isValid, expected } = options;
  const values = 'dataSync' in options.values ? options.values.dataSync() : options.values;
  if (values.length !== batch) {
    throw new RangeError(
      `${where}: ${name} must have one value for each of the ${batch} rows, found ${values.length}`,
    );
  }
  for (let row = 0; row < batch; row++) {
    if (isValid(values[row])) continue;
    throw new RangeError(`${where}: ${name}[${row}] must be ${expected}, found ${values[row]}`);
  }
  return values;
}

/** @returns the labels as the kernels want them */
export function checkLabels(where: string, labels: Labels, batch: number, classes: number): Int32Array {
  const values = rowValues(where, {
    name: 'labels',
    values: labels,
    batch,
    isValid: (label) => Number.isInteger(label) && label >= 0 && label < classes,
    expected: `a class index from 0 to ${classes - 1} (an index into the levels, not a rating)`,
  });
  return values instanceof Int32Array ? values : Int32Array.from(values);
}

export function checkClicks(where: string, labels: RowValues, batch: number): Float32Array {
  const values = rowValues(where, {
    name: 'labels',
    values: labels,
    batch,
    isValid: (label) => label === 0 || label === 1,
    expected: '1 for a click or 0 for none',
  });
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

export function checkRatings(where: string, ratings: RowValues, batch: number): Float32Array {
  const values = rowValues(where, {
    name: 'ratings',
    values: ratings,
    batch,
    isValid: Number.isFinite,
    expected: 'a finite number',
  });
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** @returns null where there are none, which means a weight of 1 for every row */
export function checkWeights(
  where: string,
  name: string,
  weights: RowValues | undefined,
  batch: number,
): Float32Array | null {
  if (weights === undefined) return null;
  const values = rowValues(where, {
    name,
    values: weights,
    batch,
    isValid: (weight) => weight >= 0 && Number.isFinite(weight),
    expected: 'a finite number of at least 0',
  });
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

export function checkLevels(where: string, levels: readonly number[], classes: number): void {
  const isAscending = levels.every(
    (level, i) => Number.isFinite(level) && (i === 0 || level > levels[i - 1]),
  );
  if (isAscending && levels.length === classes) return;
  throw new RangeError(
    `${where}: levels must be ${classes} ascending ratings, one for each class of the logits, found [${levels.join(', ')}]`,
  );
}
