import type { ClickBatch, ClickField } from '../../data/click/click-table';
import { checkOptions, InputError } from '../../errors';
import { logShares } from '../rating/log-shares';
import type { TableSharing } from './field-embeddings';

/** What every click model is built from. */
export interface ClickModelOptions {
  readonly fields: readonly ClickField[];
  readonly sharing: TableSharing;
  /** How often each label stands in the training rows, [without a click, with one]; sets the starting bias. */
  readonly frequencies: ArrayLike<number>;
}

export const clickModelOptions = ['fields', 'sharing', 'frequencies'] as const;

/** The fields that have a number besides an id, in the order of `ClickBatch.numbers`. */
export function numericFields(fields: readonly ClickField[]): readonly ClickField[] {
  return fields.filter(({ kind }) => kind === 'numeric');
}

/** The logit of the clicks' share, [1]; an untrained model starts there. */
export function startingBias({ frequencies }: ClickModelOptions): Float32Array {
  const [without, withClick] = logShares(frequencies);
  return Float32Array.of(withClick - without);
}

/**
 * Refuses unknown options and sizes that no layer can have.
 * @param counts numbers that must be whole and at least 1
 * @param own names of the model's own options
 */
export function checkClickModel(
  where: string,
  options: ClickModelOptions,
  { own, counts }: { readonly own: readonly string[]; readonly counts: Readonly<Record<string, number>> },
): void {
  checkOptions(where, options, [...clickModelOptions, ...own]);
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new InputError(`${where}: ${name} must be a whole number of at least 1, found ${value}`);
  }
  if (options.frequencies.length !== 2) {
    throw new InputError(
      `${where}: frequencies must count rows without and with a click, found ${options.frequencies.length} numbers`,
    );
  }
}

/** Widths of hidden layers as `counts` of {@link checkClickModel}. */
export function layerCounts(layers: readonly number[]): Record<string, number> {
  return Object.fromEntries(layers.map((width, k) => [`layers[${k}]`, width]));
}

/**
 * Rows of a batch.
 * @throws InputError where ids and numbers are not those of the fields
 */
export function rowsOfBatch(fields: readonly ClickField[], batch: Omit<ClickBatch, 'labels'>): number {
  const { ids, numbers } = batch;
  const numeric = numericFields(fields).length;
  const rows = ids.length / fields.length;
  if (Number.isInteger(rows) && numbers.length === rows * numeric) return rows;
  throw new InputError(
    `click model: expected ${fields.length} ids and ${numeric} numbers a row, found ${ids.length} ids and ${numbers.length} numbers; is it a batch of the table that the model was built for?`,
  );
}
