import type { ReportSection } from '../../plot';
import type { DistillationResult, StudentSummary } from '../distillation-result';
import { bytes, count, error, overWhat, probability, verdictOf } from './words';

/** The share of the gap between scratch and teacher that distillation closes; null where there is no gap. */
export function gapClosed(result: DistillationResult, { scratch, distilled }: StudentSummary): number | null {
  const gap = scratch.rmse - result.teacher.rmse;
  return gap > 0 ? (scratch.rmse - distilled.rmse) / gap : null;
}

/** One sentence on what distillation did for a student. */
export function findingOf(result: DistillationResult, student: StudentSummary): string {
  const { name, scratch, distilled, temperature, alpha, p, pFrom } = student;
  const figures = `test RMSE ${error(scratch.rmse)} from scratch, ${error(distilled.rmse)} distilled`;
  const test = `${probability(p)}, paired over ${pFrom}`;
  const verdict = verdictOf(student);
  if (verdict === 'undecided')
    return `Student **${name}**: ${figures}. The difference of ${signed(distilled.rmse - scratch.rmse)} is not told from chance (${test}).`;
  if (verdict === 'worse') return `Student **${name}**: ${figures}. Distillation **hurt** it (${test}).`;
  const gap = `, ${gapWords(gapClosed(result, student))}`;
  const change = signed(distilled.rmse - scratch.rmse);
  return `Student **${name}**: ${figures} (${change}${gap}; ${test}), with T = ${temperature} and alpha = ${alpha} chosen on validation.`;
}

/** What share of the gap to the teacher was closed, in words that do not overstate it. */
export function gapWords(closed: number | null): string {
  if (closed === null) return 'where the teacher is no better than the student from scratch';
  if (closed > 1) return 'below the teacher itself';
  if (closed < 0.01) return 'next to nothing: less than 1% of the gap to the teacher';
  return `${Math.round(closed * 100)}% of the gap to the teacher`;
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${error(Math.abs(difference))}`;
}

function sizesOf({ teacher, students }: DistillationResult): string {
  const sizes = students.map(
    ({ name, weights, relativeSize, sizeBytes }) =>
      `${name} ${count(weights)} (1/${count(Math.round(1 / relativeSize))}, ${bytes(sizeBytes)} on disk)`,
  );
  const heavy = students.filter(({ relativeSize }) => relativeSize > 0.01).map(({ name }) => name);
  const warning = heavy.length === 0 ? '' : ` More than 1/100 of the teacher: ${heavy.join(', ')}.`;
  return `The teacher has ${count(teacher.weights)} weights; the students: ${sizes.join(', ')}.${warning}`;
}

/** The question, and the short answer in numbers. */
export function answerSection(result: DistillationResult): ReportSection {
  const { dataset, data, teacher, baseline, bestPossibleRmse, textSource } = result;
  const teacherName = {
    'language-model': 'a language model with an ensemble of rating heads',
    none: 'an ensemble of rating heads without text',
    random: 'an ensemble of rating heads over random vectors in the place of text',
  }[textSource];
  const best =
    bestPossibleRmse === null
      ? ''
      : ` The data are synthetic: their generator knows the true expectations, and no model can do better than ${error(bestPossibleRmse)} on average.`;
  return {
    heading: 'Question and short answer',
    paragraphs: [
      `How much of a large teacher's accuracy does a light student keep when it learns from the teacher's word on pairs that nobody rated? The data set is \`${dataset}\`: ${count(data.users)} users, ${count(data.items)} items, ${count(data.ratings)} ratings. The teacher is ${teacherName}. All choices are made on validation; each test part was opened once; means are over ${overWhat(result)}.`,
      `The teacher reaches a test RMSE of **${error(teacher.rmse)}**; mean and biases alone ${error(baseline.rmse)}.${best}`,
      ...result.students.map((student) => findingOf(result, student)),
      sizesOf(result),
    ],
  };
}
