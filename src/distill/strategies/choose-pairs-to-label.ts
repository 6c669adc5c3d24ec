import { checkOptions, InputError } from '../../errors';
import { checkCounts } from '../ranking/methods/check-settings';
import type { StoredVectors } from '../stored-vectors';
import { type SeveralTeachers, teacherProbabilities } from './mix-teachers';
import { entropy } from './row-probabilities';

/**
 * What of a pair's uncertainty a label can take away:
 *   entropy: H(mean of p_m), all of it;
 *   disagreement: H(mean of p_m) − mean of H(p_m), what the teachers' differing adds; 0 for one teacher.
 */
export type Uncertainty = 'entropy' | 'disagreement';

/**
 * How unsure an ensemble of teachers is of each row, in nats.
 * @returns [rows]
 * @throws InputError if there is no teacher, or lengths differ
 * @see Houlsby et al. 2011, arXiv:1112.5745 (disagreement, BALD); Settles 2009, "Active learning literature survey"
 */
export function teacherUncertainty(
  options: SeveralTeachers & { readonly measure: Uncertainty },
): Float32Array {
  const where = 'teacherUncertainty';
  checkOptions(where, options, ['teachers', 'classes', 'measure']);
  const { classes, measure } = options;
  if (measure !== 'entropy' && measure !== 'disagreement') {
    throw new InputError(`${where}: measure must be entropy or disagreement, found "${measure}"`);
  }
  const members = teacherProbabilities(where, options);
  return Float32Array.from({ length: members[0].length / classes }, (_, row) => {
    const own = members.map((p) => p.subarray(row * classes, (row + 1) * classes));
    const mean = own[0].map((_, c) => own.reduce((sum, p) => sum + p[c], 0) / own.length);
    if (measure === 'entropy') return entropy(mean);
    return Math.max(0, entropy(mean) - own.reduce((sum, p) => sum + entropy(p), 0) / own.length);
  });
}

/**
 * Chooses the rows whose labels are worth asking for: unsure, and unlike each other. Greedily, the next row is
 *   argmax_i u_i^(1 − diversity) · d_i^diversity
 * u being the uncertainty and d the distance to the nearest row chosen so far; the first is the most unsure.
 * `diversity: 0` takes the most unsure, `diversity: 1` is the greedy k-center choice. The first of several alike is
 * taken. Work: count · rows · width.
 * @param options.uncertainty [rows], at least 0, as `teacherUncertainty` gives it
 * @param options.vectors [rows, width], where rows that are alike lie near: a hidden layer, or probabilities
 * @param options.count rows to choose, at least 1
 * @param options.diversity from 0 to 1
 * @returns the chosen rows, first choice first
 * @throws InputError if lengths differ, there are fewer rows than `count`, or an uncertainty is no number of at least 0
 * @see Sener & Savarese 2018, arXiv:1708.00489 (k-center); Ash et al. 2020, arXiv:1906.03671 (both at once)
 */
export function choosePairsToLabel(options: {
  readonly uncertainty: Float32Array;
  readonly vectors: StoredVectors;
  readonly count: number;
  readonly diversity: number;
}): Int32Array {
  const where = 'choosePairsToLabel';
  checkOptions(where, options, ['uncertainty', 'vectors', 'count', 'diversity']);
  const { uncertainty, vectors, count, diversity } = options;
  checkCounts(where, { count });
  checkChoice(where, options);
  const doubts = Float64Array.from(uncertainty, (u) => u ** (1 - diversity));
  const squares = new Float64Array(uncertainty.length).fill(Number.POSITIVE_INFINITY);
  const isChosen = new Uint8Array(uncertainty.length);
  return Int32Array.from({ length: count }, (_, n) => {
    const isFirst = n === 0 || diversity === 0;
    const meritOf = (row: number) =>
      isFirst ? uncertainty[row] : doubts[row] * squares[row] ** (diversity / 2);
    const row = bestOf(isChosen, meritOf);
    isChosen[row] = 1;
    if (diversity > 0) comeNearer(squares, vectors, row);
    return row;
  });
}

function checkChoice(where: string, options: Parameters<typeof choosePairsToLabel>[0]): void {
  const { uncertainty, vectors, count, diversity } = options;
  const rows = uncertainty.length;
  if (vectors.values.length !== rows * vectors.width) {
    throw new InputError(
      `${where}: expected a vector for each of the ${rows} rows, found ${vectors.values.length / vectors.width}`,
    );
  }
  if (count > rows) throw new InputError(`${where}: count is ${count}, but there are ${rows} rows`);
  if (!(diversity >= 0 && diversity <= 1)) {
    throw new InputError(`${where}: diversity must be from 0 to 1, found ${diversity}`);
  }
  const wrong = uncertainty.findIndex((u) => !(u >= 0 && Number.isFinite(u)));
  if (wrong < 0) return;
  throw new InputError(
    `${where}: uncertainty[${wrong}] must be a finite number of at least 0, found ${uncertainty[wrong]}`,
  );
}

/** The best of the rows that are not chosen yet. */
function bestOf(isChosen: Uint8Array, meritOf: (row: number) => number): number {
  let found = -1;
  let largest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < isChosen.length; row++) {
    if (isChosen[row] === 1) continue;
    const merit = meritOf(row);
    if (merit > largest) {
      largest = merit;
      found = row;
    }
  }
  return found;
}

/** Each row's squared distance to the nearest chosen one, after `row` was chosen. */
function comeNearer(squares: Float64Array, { values, width }: StoredVectors, row: number): void {
  for (let other = 0; other < squares.length; other++) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += (values[other * width + c] - values[row * width + c]) ** 2;
    if (sum < squares[other]) squares[other] = sum;
  }
}
