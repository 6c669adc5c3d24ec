import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { type FitOptions, type FitResult, fit } from '../../train/fit';
import { softLoss } from '../losses/soft-loss';
import { checkScheduled, type Scheduled, valueAt } from '../scheduled';
import type { MutualLesson } from './mutual-lessons';

const where = 'learnMutually';

/** Any model that can be trained. */
interface Learner {
  readonly parameters: readonly Parameter[];
}

export interface LearnMutuallyOptions<Student extends Learner>
  extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'learningRates'> {
  /** Two or more, of one number of classes. */
  readonly students: readonly Student[];
  /** `ratingLesson`, `clickLesson` or `nextItemLesson`. */
  readonly lesson: MutualLesson<Student>;
  readonly temperature: Scheduled;
  /** Weight of what the others say; 0 trains each by itself. */
  readonly alpha: Scheduled;
}

const own = ['students', 'lesson', 'temperature', 'alpha'];
const ofFit = [
  ...['validate', 'epochs', 'batchSize', 'learningRate', 'weightDecay', 'patience', 'seed', 'warmup'],
  ...['schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/**
 * Each student's divergence from the others, who are constants to it, summed over the students.
 *   L = Σ_s (1 / (S − 1)) · Σ_{o ≠ s} T² · KL(softmax(z_o / T) ‖ softmax(z_s / T)), averaged over the rows
 * @param options.logits of each student, [rows, classes], unscaled
 * @returns scalar, in nats
 * @throws RangeError if the shapes differ or temperature ≤ 0
 * @see Zhang et al. 2018, arXiv:1706.00384, equations 4 and 8
 */
export function mutualLoss(options: {
  readonly logits: readonly tf.Tensor2D[];
  readonly temperature: number;
}): tf.Scalar {
  checkOptions('mutualLoss', options, ['logits', 'temperature']);
  const { logits, temperature } = options;
  if (logits.length < 2) {
    throw new InputError(`mutualLoss: expected the logits of two students or more, found ${logits.length}`);
  }
  return tf.tidy(() => {
    const terms = logits.flatMap((studentLogits, s) =>
      logits
        .filter((_, o) => o !== s)
        .map((teacherLogits) => softLoss({ studentLogits, teacherLogits, temperature })),
    );
    return tf.div(tf.addN(terms), logits.length - 1) as tf.Scalar;
  });
}

/**
 * Mutual learning: students without a teacher that teach each other while they learn,
 *   L = Σ_s hard_s + alpha · mutualLoss
 * All take their step on one batch at one time. With `alpha: 0` each is the student from scratch, except that the best
 * epoch is that of all.
 * @param options.validate smaller is better: one number for all, their mean say
 * @throws InputError unless there are two students of the same classes; RangeError if temperature ≤ 0 or alpha < 0
 * @see Zhang et al. 2018, arXiv:1706.00384
 */
export function learnMutually<Student extends Learner>(
  options: LearnMutuallyOptions<Student>,
): FitResult & { students: readonly Student[] } {
  checkMutual(options);
  checkClasses(options);
  const { students, lesson, temperature, alpha, ...rest } = options;
  const parameters = students.flatMap((student) => [...student.parameters]);
  const loss = (rows: Int32Array, random: Random, epoch: number) => {
    const progress = { epoch, epochs: options.epochs };
    const weight = valueAt(alpha, progress);
    const about = lesson.read({ rows, asksOthers: weight > 0, random });
    const results = students.map(about);
    const terms = results.map(({ hard }) => hard);
    if (weight > 0) {
      const logits = results.map((result) => result.logits);
      terms.push(tf.mul(mutualLoss({ logits, temperature: valueAt(temperature, progress) }), weight));
    }
    return tf.addN(terms);
  };
  return { ...fit({ ...rest, parameters, rows: lesson.rows, loss }), students };
}

function checkMutual<Student extends Learner>(options: LearnMutuallyOptions<Student>): void {
  checkOptions(where, options, [...own, ...ofFit]);
  const { students, temperature, alpha, epochs } = options;
  checkScheduled(where, { name: 'temperature', setting: temperature, epochs, expected: 'above 0' });
  checkScheduled(where, { name: 'alpha', setting: alpha, epochs, expected: 'of at least 0' });
  if (students.length >= 2 && new Set(students).size === students.length) return;
  throw new InputError(
    `${where}: expected two students or more, none of them twice, found ${students.length}`,
  );
}

/** By a look at one row, outside of the differentiation. */
function checkClasses<Student extends Learner>({
  students,
  lesson,
  seed,
}: LearnMutuallyOptions<Student>): void {
  const random = new Random(seed).fork('classes');
  const classes: number[] = [];
  tf.tidy(() => {
    const about = lesson.read({ rows: new Int32Array(1), asksOthers: false, random });
    for (const student of students) classes.push(about(student).logits.shape[1]);
  });
  if (classes.every((count) => count === classes[0])) return;
  throw new InputError(`${where}: students must have the same classes, found ${classes.join(', ')}`);
}
