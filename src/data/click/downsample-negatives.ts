import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { ClickTable } from './click-table';

const ROWS_A_BLOCK = 8192;

/** Labels of some rows, read in blocks, so that their ids and numbers need not be in memory together. [rows] */
export function clickLabels(table: ClickTable, rows: Int32Array): Float32Array {
  const labels = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += ROWS_A_BLOCK)
    labels.set(table.read(rows.subarray(from, from + ROWS_A_BLOCK)).labels, from);
  return labels;
}

/** Options of {@link downsampleNegatives}. */
export interface DownsampleNegativesOptions {
  readonly table: ClickTable;
  /** The training rows: never draw among those that a model is judged by. */
  readonly rows: Int32Array;
  /** w: the chance of a row without a click to stay, in (0, 1]. */
  readonly share: number;
  readonly seed: number;
}

/**
 * The rows with a click, and each of the others with the chance `share`, in their order: clicks are rare, and most of the
 * rest says little. A model trained on them says too high probabilities; `correctDownsampling` sets them right.
 * @throws InputError if the share is not in (0, 1], or a class would be left without rows
 * @see He et al. 2014, "Practical Lessons from Predicting Clicks on Ads at Facebook", section 6.2
 */
export function downsampleNegatives(options: DownsampleNegativesOptions): Int32Array {
  checkOptions('downsampleNegatives', options, ['table', 'rows', 'share', 'seed']);
  const { table, rows, share, seed } = options;
  if (!(share > 0 && share <= 1))
    throw new InputError(`downsampleNegatives: share must lie in (0, 1], found ${share}`);
  const random = new Random(seed);
  const labels = clickLabels(table, rows);
  const kept = rows.filter((_, i) => labels[i] === 1 || random.uniform() < share);
  const clicks = labels.reduce((sum, label) => sum + label, 0);
  if (clicks > 0 && kept.length > clicks) return kept;
  throw new InputError(
    `downsampleNegatives: expected rows of both labels, found ${clicks} clicks and ${kept.length - clicks} others of ${rows.length} rows; give a larger share or more rows`,
  );
}
