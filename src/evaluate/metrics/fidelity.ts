import { checkOptions } from '../../errors';
import { checkProbabilities, checkSameLength } from '../checks';
import { predictedClasses, probabilityFloor } from './class-probability';

/** How closely a student follows its teacher. */
export interface Fidelity {
  /** mean KL(teacher ‖ student), in nats; 0 where the student says the same everywhere. */
  readonly kl: number;
  /** Share of rows on which both find the same class most probable. */
  readonly agreement: number;
}

/**
 * Fidelity of a student to its teacher, whatever the labels say:
 *   KL = mean over rows of Σ_c p_c · ln(p_c / q_c),  p the teacher's, q the student's.
 * Student probabilities below 2⁻²³ count as 2⁻²³.
 * @param options.teacherProbabilities [rows, classes], row-major
 * @param options.studentProbabilities [rows, classes], row-major
 * @see Stanton et al. 2021, arXiv:2106.05945, on fidelity against accuracy
 */
export function fidelity(options: {
  readonly teacherProbabilities: ArrayLike<number>;
  readonly studentProbabilities: ArrayLike<number>;
  readonly classes: number;
}): Fidelity {
  checkOptions('fidelity', options, ['teacherProbabilities', 'studentProbabilities', 'classes']);
  const { teacherProbabilities, studentProbabilities, classes } = options;
  checkSameLength('fidelity', { teacherProbabilities, studentProbabilities });
  const rows = checkProbabilities('fidelity', 'teacherProbabilities', teacherProbabilities, classes);
  checkProbabilities('fidelity', 'studentProbabilities', studentProbabilities, classes);
  const teacherClasses = predictedClasses({ probabilities: teacherProbabilities, classes });
  const studentClasses = predictedClasses({ probabilities: studentProbabilities, classes });
  let kl = 0;
  for (let i = 0; i < teacherProbabilities.length; i++) {
    const p = teacherProbabilities[i];
    if (p > 0) kl += p * Math.log(p / Math.max(studentProbabilities[i], probabilityFloor));
  }
  const agreed = teacherClasses.reduce((sum, c, row) => sum + Number(c === studentClasses[row]), 0);
  return { kl: Math.max(0, kl / rows), agreement: agreed / rows };
}
