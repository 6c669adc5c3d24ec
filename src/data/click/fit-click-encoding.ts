import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import { Random } from '../../random';
import type { ClickEncoding } from './click-encoding';
import { type ClickLog, type ClickLogOptions, rowsAgain } from './click-log';
import type { ClickRows } from './click-rows';
import { type CategoryFit, HashFit, NumberFit, VocabularyFit } from './fit-field';

/** Options of {@link fitClickEncoding}; give either maxIdsPerField or hashBuckets. */
export interface FitClickEncodingOptions {
  readonly source: ClickLog;
  /** The training rows, e.g. `split.train`: nothing of any other row is looked at. */
  readonly rows: Int32Array;
  /** A value, or bucket, that fewer training rows have becomes id 0. */
  readonly minCount: number;
  /** Ids for the most frequent values of each categorical field, at most so many. */
  readonly maxIdsPerField?: number;
  /** Ids for the buckets that the values of each categorical field are hashed to. */
  readonly hashBuckets?: number;
  /** Buckets of numeric fields: ⌊ln(x)²⌋, or at most so many of one size. */
  readonly numericBuckets: 'squared-log' | number;
  /** Seed of the hash, and of the sample that quantiles are taken from. */
  readonly seed: number;
  readonly onProgress?: ClickLogOptions['onProgress'];
  readonly signal?: AbortSignal;
}

const KNOWN = [
  'source',
  'rows',
  'minCount',
  'maxIdsPerField',
  'hashBuckets',
  'numericBuckets',
  'seed',
  'onProgress',
  'signal',
];

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= 2 ** 31 - 2) return;
  throw new InputError(`fitClickEncoding: ${name} must be a whole number from ${least}, found ${value}`);
}

function checkAll(options: FitClickEncodingOptions): void {
  checkOptions('fitClickEncoding', options, KNOWN);
  const { minCount, maxIdsPerField, hashBuckets, numericBuckets, seed } = options;
  checkCount('minCount', minCount, 1);
  if ((maxIdsPerField === undefined) === (hashBuckets === undefined))
    throw new InputError('fitClickEncoding: give one of maxIdsPerField and hashBuckets');
  if (maxIdsPerField !== undefined) checkCount('maxIdsPerField', maxIdsPerField, 1);
  if (hashBuckets !== undefined) checkCount('hashBuckets', hashBuckets, 1);
  if (numericBuckets !== 'squared-log') checkCount('numericBuckets ("squared-log", or)', numericBuckets, 1);
  if (!Number.isInteger(seed))
    throw new InputError(`fitClickEncoding: seed must be a whole number, found ${seed}`);
}

/** Which rows of the log are training rows, a byte each. */
function markRows({ source, rows }: FitClickEncodingOptions): Uint8Array {
  const isTrain = new Uint8Array(source.rows);
  for (const row of rows) {
    if (!(row >= 0 && row < source.rows))
      throw new InputError(`fitClickEncoding: rows must be 0 .. ${source.rows - 1}, found ${row}`);
    isTrain[row] = 1;
  }
  if (rows.length === 0) throw new InputError('fitClickEncoding: expected training rows, found none');
  return isTrain;
}

function addRow(block: ClickRows, r: number, numbers: NumberFit[], categories: CategoryFit[]): void {
  for (let f = 0; f < numbers.length; f++) numbers[f].add(block.numbers[r * numbers.length + f]);
  for (let f = 0; f < categories.length; f++) categories[f].add(block.categories[f][r]);
}

/**
 * Learns how a log's texts become ids and numbers, in one pass and from the training rows alone.
 *
 * A categorical field's values are counted; those of `minCount` rows or more have ids, in the order of their frequency
 * (`maxIdsPerField`) or by hash (`hashBuckets`). What is missing, rarer or never seen has id 0. A numeric field has the
 * mean and deviation of sign(x) · ln(1 + |x|), and buckets: ⌊ln(x)²⌋ where `minCount` rows or more fall (others count to
 * the nearest such), or quantiles of a seeded sample of 65,536 numbers.
 *
 * Memory: a byte a row; with `hashBuckets` 4 bytes a bucket and field; with `maxIdsPerField` counters for
 * 2 · max(65,536, 2 · maxIdsPerField) values a field. A field with more different values is counted with an error that
 * its `undercount` bounds: no value rarer than minCount ever gets an id, but one with fewer than minCount + undercount
 * rows may miss its own.
 * @throws InputError for options that do not fit, and as {@link openClickLog}
 */
export async function fitClickEncoding(options: FitClickEncodingOptions): Promise<ClickEncoding> {
  checkAll(options);
  const { source, minCount, maxIdsPerField, hashBuckets, numericBuckets, seed } = options;
  const isTrain = markRows(options);
  const random = new Random(seed);
  const { numeric, categorical } = source.schema;
  const numbers = numeric.map((name) => new NumberFit(minCount, numericBuckets, random.fork(name)));
  const categories: CategoryFit[] = categorical.map(() =>
    maxIdsPerField !== undefined
      ? new VocabularyFit(minCount, maxIdsPerField)
      : new HashFit(minCount, hashBuckets as number, seed),
  );
  let row = 0;
  for await (const block of rowsAgain(source, 'fit', options)) {
    for (let r = 0; r < block.count; r++) if (isTrain[row++] === 1) addRow(block, r, numbers, categories);
  }
  const fields = [
    ...numbers.map((fit, f) => fit.finished(numeric[f])),
    ...categories.map((fit, f) => fit.finished(categorical[f])),
  ];
  const trainingRows = isTrain.reduce((sum, is) => sum + is, 0);
  return { fields, trainingRows, hash: sha256(JSON.stringify(fields)) };
}
