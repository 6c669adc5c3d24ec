import { type MeanAndInterval, meanAndInterval, pairedTTest } from '../evaluate';
import type { MethodSummary, StudentSummary, TeacherSummary } from './distillation-result';
import type { ModelScores, SplitResult, StudentResult } from './result';
import { summariseSlices } from './slice-errors';
import type { Method } from './student-trial';

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Over the splits' means where there are several, else over the one split's seeds. */
export function intervalOver(values: readonly (readonly number[])[]): MeanAndInterval {
  return meanAndInterval(values.length > 1 ? values.map(meanOf) : values[0]);
}

/** @param scores by split, and in it by seed */
function summariseMethod(scores: readonly (readonly ModelScores[])[]): MethodSummary {
  const mean = (metric: (s: ModelScores) => number) => meanOf(scores.map((own) => meanOf(own.map(metric))));
  const values = scores.map((own) => own.map((s) => s.rmse));
  return {
    rmse: mean((s) => s.rmse),
    interval: intervalOver(values),
    mae: mean((s) => s.mae),
    accuracy: mean((s) => s.accuracy),
    logLoss: mean((s) => s.logLoss),
    ece: mean((s) => s.ece),
    values,
  };
}

export function summariseTeacher(splits: readonly SplitResult[]): TeacherSummary {
  const { weights, latency } = splits[0].teacher;
  return { ...summariseMethod(splits.map(({ teacher }) => [teacher.scores])), weights, latency };
}

/** The value that occurs most often; of several, the first. */
function mostFrequent(values: readonly number[]): number {
  const count = (value: number) => values.filter((other) => other === value).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}

type Tests = Pick<StudentSummary, 'p' | 'pFrom' | 'tests'>;

/** Distilled against scratch, over splits and seeds; never more certain than the more doubtful of the two tests. */
function testStudents(
  distilled: MethodSummary,
  scratch: MethodSummary,
  own: readonly StudentResult[],
): Tests {
  const isOneSplit = own.length === 1;
  const pairs = { treatment: distilled.values.flat(), baseline: scratch.values.flat() };
  const foldMeans = isOneSplit
    ? null
    : pairedTTest({ treatment: distilled.values.map(meanOf), baseline: scratch.values.map(meanOf) });
  const foldSeedPairs = pairs.treatment.length > 1 ? pairedTTest(pairs) : null;
  const tests = { foldMeans, foldSeedPairs, bootstrap: own.map(({ bootstrap }) => bootstrap) };
  if (foldMeans !== null && foldSeedPairs !== null) {
    return foldMeans.p >= foldSeedPairs.p
      ? { p: foldMeans.p, pFrom: 'fold means', tests }
      : { p: foldSeedPairs.p, pFrom: 'fold x seed pairs', tests };
  }
  if (foldSeedPairs !== null) return { p: foldSeedPairs.p, pFrom: 'seeds', tests };
  return { p: tests.bootstrap[0].p, pFrom: 'bootstrap over test users', tests };
}

/** The student at `index` of the settings over all splits. */
export function summariseStudent(splits: readonly SplitResult[], index: number): StudentSummary {
  const own = splits.map(({ students }) => students[index]);
  const summary = (method: Method) => summariseMethod(own.map(({ methods }) => methods[method].scores));
  const [scratch, smoothed, distilled] = [summary('scratch'), summary('smoothed'), summary('distilled')];
  const trials = own.map(({ methods }) => methods.distilled.trial);
  const [temperatures, alphas] = [trials.map((t) => t.temperature), trials.map((t) => t.alpha)];
  const without = own.map(({ withoutTestPairs }) => withoutTestPairs);
  const { name, weights, sizeBytes, latency } = own[0];
  return {
    ...{ name, weights, sizeBytes, latency, scratch, smoothed, distilled, temperatures, alphas },
    relativeSize: weights / splits[0].teacher.weights,
    withoutTestPairs: { rmse: meanOf(without.map(meanOf)), values: without },
    ...testStudents(distilled, scratch, own),
    itemSlices: summariseSlices(own.map(({ itemSlices }) => itemSlices)),
    temperature: mostFrequent(temperatures),
    alpha: mostFrequent(alphas),
  };
}
