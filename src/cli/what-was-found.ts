import type { DistillationResult, StudentSummary } from '../pipeline/distillation-result';
import { gapClosed, gapWords } from '../pipeline/report/answer';

function studentWords(result: DistillationResult, student: StudentSummary): string {
  const { name, scratch, distilled, relativeSize, p, temperature } = student;
  const size = `1/${Math.round(1 / relativeSize).toLocaleString('en-US')} of the teacher's weights`;
  const figures = `${scratch.rmse.toFixed(4)} from scratch, ${distilled.rmse.toFixed(4)} distilled at T = ${temperature}`;
  if (!(p < 0.05))
    return `Student ${name} (${size}): ${figures}, not told from chance (p = ${p.toFixed(2)}).`;
  const gap =
    distilled.rmse < scratch.rmse ? gapWords(gapClosed(result, student)) : 'so distillation hurt it';
  return `Student ${name} (${size}): ${figures}, ${gap} (p = ${p.toPrecision(2)}).`;
}

/** Five lines: what a run found, and where to look next. */
export function whatWasFound(options: {
  readonly result: DistillationResult;
  /** Path of the HTML report. */
  readonly report: string;
  /** Folder of the notebooks' pages. */
  readonly pages: string;
}): string[] {
  const { result, report, pages } = options;
  const { teacher, baseline, bestPossibleRmse, students, dataset } = result;
  const best =
    bestPossibleRmse === null ? '' : `; no model can do better than ${bestPossibleRmse.toFixed(4)}`;
  const byGain = [...students].sort(
    (a, b) => b.scratch.rmse - b.distilled.rmse - (a.scratch.rmse - a.distilled.rmse),
  );
  const least = byGain[byGain.length - 1];
  return [
    `Teacher on ${dataset} (${(teacher.weights / 1e6).toFixed(1)} M weights): test RMSE ${teacher.rmse.toFixed(4)}; mean and biases alone ${baseline.rmse.toFixed(4)}${best}.`,
    studentWords(result, byGain[0]),
    byGain.length > 1
      ? studentWords(result, least)
      : `All choices were made on validation; intervals run over seeds.`,
    `Look at ${report} and at the notebooks' pages in ${pages}.`,
    'Then: README.md; "npm run lab" for the notebooks; "npx recdistill distill --help" for data of your own.',
  ];
}
