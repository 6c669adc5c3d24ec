import { checkOptions } from '../../errors';
import { checkClassPredictions, predictedClasses } from './class-probability';

/** How well one class is found. A ratio without cases (nothing predicted, nothing there) is 0. */
export interface ClassScores {
  /** Of the rows predicted so, the share that are. */
  readonly precision: number;
  /** Of the rows that are so, the share predicted. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Rows that are so. */
  readonly support: number;
}

export interface ClassificationReport {
  /** One entry a level, in the levels' order. */
  readonly perClass: readonly (ClassScores & { readonly level: number })[];
  /** Plain mean over the classes. */
  readonly macro: ClassScores;
  /** Mean over the classes, weighted by support. */
  readonly weighted: ClassScores;
  readonly accuracy: number;
  /** confusion[true class][predicted class], in rows. */
  readonly confusion: readonly (readonly number[])[];
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function scoresOf(confusion: readonly (readonly number[])[], c: number): ClassScores {
  const hits = confusion[c][c];
  const support = confusion[c].reduce((sum, count) => sum + count, 0);
  const predicted = confusion.reduce((sum, row) => sum + row[c], 0);
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, predicted + support),
    support,
  };
}

function averageOf(scores: readonly ClassScores[], weights: readonly number[]): ClassScores {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (value: (s: ClassScores) => number) =>
    scores.reduce((sum, s, c) => sum + weights[c] * value(s), 0) / total;
  return {
    precision: mean((s) => s.precision),
    recall: mean((s) => s.recall),
    f1: mean((s) => s.f1),
    support: scores.reduce((sum, s) => sum + s.support, 0),
  };
}

/**
 * Precision, recall, F1 and support of each rating level when the most probable level is taken as the prediction,
 * with their averages and the confusion matrix.
 * @param options.probabilities [rows, levels.length], row-major
 * @param options.labels [rows], indices into levels
 * @throws InputError on rows that do not sum to 1 or labels out of range
 */
export function classificationReport(options: {
  readonly probabilities: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly levels: readonly number[];
}): ClassificationReport {
  checkOptions('classificationReport', options, ['probabilities', 'labels', 'levels']);
  const { probabilities, labels, levels } = options;
  const classes = levels.length;
  const rows = checkClassPredictions('classificationReport', { probabilities, labels, classes });
  const predicted = predictedClasses({ probabilities, classes });
  const confusion = levels.map(() => levels.map(() => 0));
  for (let row = 0; row < rows; row++) confusion[labels[row]][predicted[row]]++;
  const scores = levels.map((_, c) => scoresOf(confusion, c));
  return {
    perClass: scores.map((s, c) => ({ level: levels[c], ...s })),
    macro: averageOf(
      scores,
      levels.map(() => 1),
    ),
    weighted: averageOf(
      scores,
      scores.map((s) => s.support),
    ),
    accuracy: confusion.reduce((sum, row, c) => sum + row[c], 0) / rows,
    confusion,
  };
}
