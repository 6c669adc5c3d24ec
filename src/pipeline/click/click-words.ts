import { percent, probability } from '../report/words';
import type { ClickFindings, ClickRow, LossDifference } from './click-result';

export const nats = (value: number) => value.toFixed(4);

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

/** "0.4512 ± 0.0011", or the mean alone where there is one split and one seed. */
export function withInterval({ logLossInterval: { mean, high } }: ClickRow): string {
  return high === null ? nats(mean) : `${nats(mean)} ± ${nats(high - mean)}`;
}

export function nameOf({ student, method }: Pick<ClickRow, 'student' | 'method'>): string {
  return `${student}, ${method === 'scratch' ? 'from scratch' : method}`;
}

/** A figure of a table; null where it is not known. */
export const cell = (value: number | null) => (value === null ? null : nats(value));

/** "a difference of −0.0021 in [−0.0035, −0.0007] over 391 rows, p = 0.004" */
export function differenceWords({ meanDifference, low, high, over, count, p }: LossDifference): string {
  const size = count.toLocaleString('en-US');
  return `a difference of ${signed(meanDifference)} in [${signed(low)}, ${signed(high)}] over ${size} test ${over}, ${probability(p)}`;
}

/** What one row found against the same student from scratch, in a sentence. */
export function clickFinding(row: ClickRow): string {
  const { student, method, scratch, distilled, p, tests } = row;
  if (distilled === null || p === null || tests === null)
    return `**${student}** from scratch: test log-loss ${nats(scratch)}.`;
  const verdict = !(p < 0.05)
    ? 'no difference that can be told from chance'
    : distilled < scratch
      ? 'it helps'
      : 'it **hurts**';
  const what = row.bySplit.length > 1 ? 'folds' : 'seeds';
  const repeats =
    tests.repeats === null ? '' : `; over ${tests.repeats.count} ${what} ${probability(tests.repeats.p)}`;
  return `**${student}** by ${method}: test log-loss ${nats(distilled)} against ${nats(scratch)} from scratch, ${differenceWords(tests.rows)}${repeats}: ${verdict}.`;
}

/** How much of the teacher's advantage a row has, or why nobody can say. */
export function recoveredSentence({ recovered, scratch, teacher }: ClickRow): string {
  if (recovered === null) return '';
  const advantage = scratch - teacher;
  if (advantage <= 0)
    return `The teacher is no better than this student from scratch (${signed(-advantage)}), so that there is nothing to recover.`;
  const { ratio, low, high } = recovered;
  if (low === null || high === null)
    return `The teacher's advantage over this student from scratch, ${nats(advantage)}, is itself not told from 0 on these test rows, so that the share recovered (${percent(ratio)} as it stands) cannot be told from any other.`;
  const verdict =
    low >= 0.5 ? 'at least half' : high < 0.5 ? 'less than half' : 'whether it is half cannot be told';
  return `It recovers ${percent(ratio)} of the teacher's advantage of ${nats(advantage)}, 95% interval ${percent(low)} to ${percent(high)}: ${verdict}.`;
}

/** How the teacher stands to a logistic regression. */
export function teacherSentence({ teacher }: Pick<ClickFindings, 'teacher'>): string {
  const { figures, againstLogisticRegression: against } = teacher;
  const reached = `The teacher reaches a test log-loss of ${nats(figures.logLoss)}`;
  if (against === null) return `${reached}.`;
  const verdict = !(against.p < 0.05)
    ? 'the two cannot be told apart'
    : against.meanDifference < 0
      ? 'the teacher is better'
      : 'the teacher is worse';
  return `${reached}. Against the logistic regression from scratch that is ${differenceWords(against)}: ${verdict}.`;
}

/** The best distilled row by validation, never by test. */
export function chosenClickRow(rows: readonly ClickRow[]): ClickRow | null {
  return rows
    .filter(({ method }) => method !== 'scratch')
    .reduce<ClickRow | null>(
      (best, row) => (best === null || row.validationLogLoss < best.validationLogLoss ? row : best),
      null,
    );
}
