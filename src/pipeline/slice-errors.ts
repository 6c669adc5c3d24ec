import { itemCounts } from '../data/labels';
import {
  type ClusteredDifference,
  type ClusterSums,
  clusteredDifference,
  clusterSums,
  expectationOf,
  itemPopularitySlices,
  type PairedTTest,
  pairedTTest,
  rowsBySlice,
} from '../evaluate';
import type { Comparison } from './comparison';
import type { Method } from './student-trial';

/** Paired squared errors, treatment − baseline, summed over whose rows they are and over what they are of. */
export interface PairedErrors {
  readonly users: ClusterSums;
  readonly items: ClusterSums;
}

/** What a slice of one split's test rows says of student and teacher; students' errors are means over seeds. */
export interface SliceErrors {
  readonly name: string;
  readonly rows: number;
  /** Squared rating points, means over the rows; null for an empty slice. */
  readonly meanSquaredError: Readonly<Record<'scratch' | 'distilled' | 'teacher', number>> | null;
  /** Distilled against scratch. */
  readonly distilled: PairedErrors;
  /** The teacher against the student from scratch. */
  readonly teacher: PairedErrors;
}

/** A slice over all splits. */
export interface SliceSummary {
  readonly name: string;
  readonly rows: number;
  /** RMSE over all splits' rows of the slice. */
  readonly scratch: number;
  readonly distilled: number;
  readonly teacher: number;
  /** Distilled against scratch, two-sided: the largest p of the tests; null where there is none. */
  readonly p: number | null;
  readonly tests: SliceTests | null;
  /** The teacher against the student from scratch. */
  readonly teacherP: number | null;
}

/** Would the difference of squared errors stand with other users, with other items, in other splits? */
export interface SliceTests {
  readonly users: ClusteredDifference;
  readonly items: ClusteredDifference;
  /** null for a single split. */
  readonly splits: PairedTTest | null;
}

const nothing: ClusterSums = { rows: 0, clusters: 0, difference: 0, squares: 0, products: 0, sizes: 0 };

/** (expected rating − rating)² of each test row. */
export function squaredErrorsOf(
  { split, test }: Pick<Comparison, 'split' | 'test'>,
  probabilities: Float32Array,
): Float64Array {
  const predictions = expectationOf({ probabilities, levels: split.data.levels });
  return Float64Array.from(test.ratings, (rating, row) => (predictions[row] - rating) ** 2);
}

/** Scratch, distilled and teacher on cold, rare, known and popular items. */
export function sliceErrors(
  options: Pick<Comparison, 'split' | 'test' | 'teacherProbabilities'> & {
    /** [rows], squared errors, means over seeds */
    readonly errors: Readonly<Record<Method, Float64Array>>;
  },
): SliceErrors[] {
  const { split, test, teacherProbabilities, errors } = options;
  const { users, items } = test.pairs;
  const teacher = squaredErrorsOf(options, teacherProbabilities);
  const sliced = { entities: items, trainingCounts: itemCounts(split.data, split.train) };
  return rowsBySlice({ ...sliced, ranges: itemPopularitySlices }).map(({ name, rows }) => {
    const at = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]);
    const paired = (treatment: Float64Array): PairedErrors => {
      if (rows.length === 0) return { users: nothing, items: nothing };
      const pairs = { treatment: at(treatment), baseline: at(errors.scratch) };
      return {
        users: clusterSums({ ...pairs, clusters: at(users) }),
        items: clusterSums({ ...pairs, clusters: at(items) }),
      };
    };
    const mean = (values: Float64Array) => at(values).reduce((sum, value) => sum + value, 0) / rows.length;
    const meanSquaredError =
      rows.length === 0
        ? null
        : { scratch: mean(errors.scratch), distilled: mean(errors.distilled), teacher: mean(teacher) };
    return {
      ...{ name, rows: rows.length, meanSquaredError },
      distilled: paired(errors.distilled),
      teacher: paired(teacher),
    };
  });
}

function testsOf(parts: readonly SliceErrors[], of: 'distilled' | 'teacher'): SliceTests | null {
  const known = parts.filter(({ rows }) => rows > 0);
  const sums = known.map((part) => part[of]);
  const clusters = (side: 'users' | 'items') => sums.reduce((sum, own) => sum + own[side].clusters, 0);
  if (clusters('users') < 2 || clusters('items') < 2) return null;
  const means = (side: 'scratch' | 'distilled' | 'teacher') =>
    known.map(({ meanSquaredError }) => meanSquaredError?.[side] ?? Number.NaN);
  return {
    users: clusteredDifference(sums.map(({ users }) => users)),
    items: clusteredDifference(sums.map(({ items }) => items)),
    splits: known.length < 2 ? null : pairedTTest({ treatment: means(of), baseline: means('scratch') }),
  };
}

/** Never more certain than the most doubtful of the tests. */
function largestP(tests: SliceTests | null): number | null {
  return tests === null ? null : Math.max(tests.users.p, tests.items.p, tests.splits?.p ?? 0);
}

/** The slices that have test rows, over all splits. @param perSplit one list a split, of the same slices */
export function summariseSlices(perSplit: readonly (readonly SliceErrors[])[]): SliceSummary[] {
  return perSplit[0]
    .map((_, index) => perSplit.map((slices) => slices[index]))
    .filter((parts) => parts.some(({ rows }) => rows > 0))
    .map((parts) => {
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      const rmse = (side: 'scratch' | 'distilled' | 'teacher') =>
        Math.sqrt(
          parts.reduce((sum, part) => sum + part.rows * (part.meanSquaredError?.[side] ?? 0), 0) / rows,
        );
      const tests = testsOf(parts, 'distilled');
      return {
        ...{ name: parts[0].name, rows },
        ...{ scratch: rmse('scratch'), distilled: rmse('distilled'), teacher: rmse('teacher') },
        ...{ p: largestP(tests), tests, teacherP: largestP(testsOf(parts, 'teacher')) },
      };
    });
}
