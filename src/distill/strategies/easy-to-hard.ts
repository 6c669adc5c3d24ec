import { checkOptions, InputError } from '../../errors';
import { softmaxRows } from '../soft-targets/soft-probabilities';
import { keptRows } from './kept-rows';
import { entropy } from './row-probabilities';
import type { RowRule } from './softened-term';

/**
 * How hard each sample is for the teacher: −ln softmax(z_t)[y] where a label was observed, and what the teacher itself
 * expects, its entropy, elsewhere; in nats.
 * @param options.logits [rows, classes], row-major, unscaled
 * @param options.labels [rows], -1 where none was observed; null where none is
 * @returns [rows]
 */
export function teacherLosses(options: {
  readonly logits: Float32Array;
  readonly classes: number;
  readonly labels: Int32Array | null;
}): Float32Array {
  checkOptions('teacherLosses', options, ['logits', 'classes', 'labels']);
  const { logits, classes, labels } = options;
  const rows = logits.length / classes;
  if (labels !== null && labels.length !== rows) {
    throw new InputError(
      `teacherLosses: expected a label for each of the ${rows} rows, found ${labels.length}`,
    );
  }
  const probabilities = softmaxRows({ logits, classes, temperature: 1 });
  return Float32Array.from({ length: rows }, (_, row) => {
    const label = labels?.[row] ?? -1;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return label < 0 ? entropy(own) : -Math.log(Math.max(own[label], Number.MIN_VALUE));
  });
}

/**
 * A curriculum from easy to hard: in epoch e a sample is kept if its place, by difficulty, is among the easiest
 *   share(e) = min(1, start + (1 − start) · e / (full · (epochs − 1)))
 * of all samples; the loss is the mean over the kept rows of the batch.
 * @param options.difficulty [rows], of all samples that the teacher spoke of, as `teacherLosses` gives it
 * @param options.start share with which the first epoch begins, above 0 and at most 1
 * @param options.full share of the training after which all samples are in, above 0 and at most 1
 * @see Bengio et al. 2009, "Curriculum learning", ICML; Hacohen & Weinshall 2019, arXiv:1904.03626 (scored by a teacher)
 */
export function easyToHard(options: {
  readonly difficulty: Float32Array;
  readonly start: number;
  readonly full: number;
}): RowRule {
  checkOptions('easyToHard', options, ['difficulty', 'start', 'full']);
  const { difficulty, start, full } = options;
  for (const [name, share] of Object.entries({ start, full })) {
    if (share > 0 && share <= 1) continue;
    throw new InputError(`easyToHard: ${name} must be a share above 0 and at most 1, found ${share}`);
  }
  const quantiles = placesOf(difficulty);
  return ({ rows, epoch, epochs }) => {
    const past = epochs > 1 ? epoch / (full * (epochs - 1)) : 1;
    const share = Math.min(1, start + (1 - start) * past);
    const largest = Math.max(1, Math.round(share * difficulty.length));
    const unknown = rows.find((row) => row >= quantiles.length);
    if (unknown !== undefined) {
      throw new InputError(
        `easyToHard: difficulty holds ${quantiles.length} samples, but sample ${unknown} was drawn; give one for each of the pairs that the teacher spoke of`,
      );
    }
    return keptRows(Array.from(rows, (row) => quantiles[row] < largest));
  };
}

/** Each sample's place from easy to hard, from 0; the earlier of two alike stands first. */
function placesOf(difficulty: Float32Array): Int32Array {
  const order = Int32Array.from(difficulty.keys()).sort((a, b) => difficulty[a] - difficulty[b] || a - b);
  const places = new Int32Array(difficulty.length);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return places;
}
