import { checkOptions } from '../../errors';
import { checkLabels, checkProbabilities, checkSameLength } from '../checks';

/** Probabilities over classes and the true class of each row. */
export interface ClassPredictions {
  /** [rows, classes], row-major */
  readonly probabilities: ArrayLike<number>;
  /** [rows], class indices */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** Probabilities below the spacing of float32 at 1 count as that: a float32 zero says "very small", not "never". */
export const probabilityFloor = 2 ** -23;

/** Checks shapes and content of probabilities with labels; gives the number of rows. */
export function checkClassPredictions(where: string, predictions: ClassPredictions): number {
  const { probabilities, labels, classes } = predictions;
  const rows = checkProbabilities(where, 'probabilities', probabilities, classes);
  checkSameLength(where, { labels, probabilities: { length: rows } });
  checkLabels(where, labels, classes);
  return rows;
}

/**
 * The most probable class of each row; the lowest one where several are equally probable.
 * @returns [rows]
 */
export function predictedClasses(options: {
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
}): Int32Array {
  checkOptions('predictedClasses', options, ['probabilities', 'classes']);
  const { probabilities, classes } = options;
  const rows = checkProbabilities('predictedClasses', 'probabilities', probabilities, classes);
  const predicted = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (probabilities[row * classes + c] > probabilities[row * classes + best]) best = c;
    }
    predicted[row] = best;
  }
  return predicted;
}

/** Share of rows whose most probable class is the true one. */
export function accuracy(predictions: ClassPredictions): number {
  checkOptions('accuracy', predictions, ['probabilities', 'labels', 'classes']);
  const rows = checkClassPredictions('accuracy', predictions);
  const { probabilities, labels, classes } = predictions;
  const predicted = predictedClasses({ probabilities, classes });
  let hits = 0;
  for (let row = 0; row < rows; row++) if (predicted[row] === labels[row]) hits++;
  return hits / rows;
}

/**
 * Log-loss (cross-entropy), mean(−ln p_label), in nats. Probabilities below 2⁻²³ count as 2⁻²³, as in
 * scikit-learn for float32.
 */
export function logLoss(predictions: ClassPredictions): number {
  checkOptions('logLoss', predictions, ['probabilities', 'labels', 'classes']);
  const rows = checkClassPredictions('logLoss', predictions);
  const { probabilities, labels, classes } = predictions;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum -= Math.log(Math.max(probabilities[row * classes + labels[row]], probabilityFloor));
  }
  return sum / rows;
}
