import type { DistillationResult, StudentSummary } from '../distillation-result';
import type { SliceSummary } from '../slice-errors';
import { type DomainRow, sharesOf, type UnnamedRow } from './domain-row';

/** Of the test that gave the p. */
function intervalOf({ pFrom, tests }: StudentSummary): DomainRow['interval'] {
  const { foldMeans, foldSeedPairs, bootstrap } = tests;
  const found =
    pFrom === 'bootstrap over test users' ? bootstrap[0] : pFrom === 'fold means' ? foldMeans : foldSeedPairs;
  return found === null ? null : { low: found.low, high: found.high };
}

/**
 * Half of the widest of the tests' 95% intervals, taken from squared errors to the RMSE by a² − b² = (a − b)(a + b): a
 * difference as large as that is told every other time.
 */
export function leastTold({ tests, scratch, distilled }: SliceSummary): number | null {
  if (tests === null) return null;
  const { users, items, splits } = tests;
  const widths = [users, items, ...(splits === null ? [] : [splits])].map(({ low, high }) => high - low);
  return Math.max(...widths) / 2 / (scratch + distilled);
}

/** A row a student of a distillation of ratings. */
export function ratingRows(domain: string, result: DistillationResult): UnnamedRow[] {
  const { dataset, teacher, splits, settings, textSource, command } = result;
  return result.students.map((student) => {
    const { name, scratch, distilled, p, weights, temperature, alpha } = student;
    const figures = {
      metric: 'rmse' as const,
      ...{ scratch: scratch.rmse, distilled: distilled.rmse, teacher: teacher.rmse },
    };
    return {
      ...{ domain, dataset, task: 'rating', student: name, method: 'distilled', ...figures },
      ...{ seeds: settings.seeds, splits: splits.length, interval: intervalOf(student), p },
      ...{ ...sharesOf(figures), temperature, alpha, weights },
      ...{ teacherWeights: teacher.weights, bytes: student.sizeBytes, teacherBytes: 4 * teacher.weights },
      ...{ latencyP50Ms: student.latency.p50Ms, teacherLatencyP50Ms: teacher.latency.p50Ms },
      teacherKind: `${textSource === 'language-model' ? 'language model and ' : ''}${settings.teacher.members} rating heads`,
      isTextRead: textSource === 'language-model',
      isChosen: name === result.bestStudent,
      slices: student.itemSlices.map((slice) => ({
        ...{ name: slice.name, count: slice.rows, scratch: slice.scratch, distilled: slice.distilled },
        ...{ teacher: slice.teacher, p: slice.p, leastTold: leastTold(slice) },
      })),
      command,
    };
  });
}
