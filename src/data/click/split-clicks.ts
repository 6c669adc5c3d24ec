import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { SplitParts } from '../split';
import { allRows, checkShare, takeRandomRows } from '../splits/build-split';
import { cutInOrder } from '../splits/by-time';
import { foldParts } from '../splits/folds';
import { randomParts } from '../splits/random';
import { sortedByTime } from '../splits/rows-by-time';
import type { ClickLog } from './click-log';
import { ClickSplit } from './click-split';

/** Options of {@link splitClicksByTime}. */
export interface SplitClicksByTimeOptions {
  readonly source: ClickLog;
  /** Share of the rows, the last, that are the test part. */
  readonly testShare: number;
  /** Share of the remaining rows, again the last, that are the validation part. */
  readonly validationShare: number;
}

/** Options of {@link splitClicksAtRandom}. */
export interface SplitClicksAtRandomOptions extends SplitClicksByTimeOptions {
  readonly seed: number;
}

function checkShares(where: string, options: SplitClicksByTimeOptions): void {
  checkShare(where, 'testShare', options.testShare);
  checkShare(where, 'validationShare', options.validationShare);
}

/**
 * Random hold-out: `testShare` of all rows are the test part, `validationShare` of the rest the validation part.
 * @throws InputError if a share is not between 0 and 1, or leaves a part empty
 */
export function splitClicksAtRandom(options: SplitClicksAtRandomOptions): ClickSplit {
  checkOptions('splitClicksAtRandom', options, ['source', 'testShare', 'validationShare', 'seed']);
  checkShares('splitClicksAtRandom', options);
  const { source, testShare, seed } = options;
  return new ClickSplit(`random-${testShare}-seed-${seed}`, source, randomParts(source.rows, options));
}

/**
 * By time, as a running service sees it: the last rows are the test part, those before them validation. The order is that
 * of the time column, of one time and where there is none that of the lines.
 * @throws InputError if a share is not between 0 and 1, or leaves a part empty
 */
export function splitClicksByTime(options: SplitClicksByTimeOptions): ClickSplit {
  checkOptions('splitClicksByTime', options, ['source', 'testShare', 'validationShare']);
  checkShares('splitClicksByTime', options);
  const { source, testShare } = options;
  const rows = allRows(source.rows);
  const ordered = source.times === null ? rows : sortedByTime(rows, source.times);
  const parts = cutInOrder(ordered, options);
  for (const part of Object.values(parts)) part.sort();
  return new ClickSplit(`by-time-${testShare}`, source, parts);
}

/** Options of {@link splitClicksIntoFolds}. */
export interface SplitClicksIntoFoldsOptions {
  readonly source: ClickLog;
  /** How many folds; each row is in the test part of exactly one. */
  readonly folds: number;
  /** Share of each fold's other rows that are its validation part. */
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * k-fold cross-validation: one split a fold, whose test parts together are all rows.
 * @throws InputError if there are fewer than 2 folds, or a part would be empty
 */
export function splitClicksIntoFolds(options: SplitClicksIntoFoldsOptions): ClickSplit[] {
  checkOptions('splitClicksIntoFolds', options, ['source', 'folds', 'validationShare', 'seed']);
  const { source, folds, validationShare, seed } = options;
  if (!Number.isInteger(folds) || folds < 2)
    throw new InputError(`splitClicksIntoFolds: folds must be a whole number of 2 or more, found ${folds}`);
  checkShare('splitClicksIntoFolds', 'validationShare', validationShare);
  return foldParts(source.rows, options).map(
    (parts, fold) => new ClickSplit(`fold-${fold + 1}-of-${folds}-seed-${seed}`, source, parts),
  );
}

/** What a file of a log is. */
export type FilePart = 'train' | 'validation' | 'test';

/** Options of {@link splitClicksByFile}. */
export interface SplitClicksByFileOptions {
  readonly source: ClickLog;
  /** What each of the log's files is, in their order. */
  readonly parts: readonly FilePart[];
  /** Where no file is for validation: which share of the training rows, drawn at random, is. Goes with `seed`. */
  readonly validationShare?: number;
  readonly seed?: number;
}

function rowsOfParts({ source, parts }: SplitClicksByFileOptions): SplitParts {
  let first = 0;
  const rows: Record<FilePart, number[][]> = { train: [], validation: [], test: [] };
  parts.forEach((part, file) => {
    const count = source.rowsOfFile[file];
    if (rows[part] === undefined)
      throw new InputError(
        `splitClicksByFile: parts must be train, validation or test, found ${JSON.stringify(part)}`,
      );
    rows[part].push([first, count]);
    first += count;
  });
  const joined = (ranges: number[][]) => {
    const all = new Int32Array(ranges.reduce((sum, [, count]) => sum + count, 0));
    let at = 0;
    for (const [from, count] of ranges) for (let i = 0; i < count; i++) all[at++] = from + i;
    return all;
  };
  return { train: joined(rows.train), validation: joined(rows.validation), test: joined(rows.test) };
}

/**
 * The split that a log's files are: some for training, some for validation, some for the test. Where none is for
 * validation, a random share of the training rows is.
 * @throws InputError if there are not as many parts as files, or a part is empty
 */
export function splitClicksByFile(options: SplitClicksByFileOptions): ClickSplit {
  checkOptions('splitClicksByFile', options, ['source', 'parts', 'validationShare', 'seed']);
  const { source, parts, validationShare, seed } = options;
  if (parts.length !== source.files.length) {
    throw new InputError(
      `splitClicksByFile: expected a part for each of ${source.files.length} files, found ${parts.length}`,
    );
  }
  const rows = rowsOfParts(options);
  const given = [validationShare, seed].filter((option) => option !== undefined).length;
  if (given !== (parts.includes('validation') ? 0 : 2))
    throw new InputError('splitClicksByFile: give either a file for validation, or validationShare and seed');
  if (validationShare === undefined || seed === undefined)
    return new ClickSplit(`by-file-${parts.join('-')}`, source, rows);
  checkShare('splitClicksByFile', 'validationShare', validationShare);
  const count = Math.round(rows.train.length * validationShare);
  const { taken, rest } = takeRandomRows(rows.train, count, new Random(seed).fork('validation'));
  const name = `by-file-${parts.join('-')}-seed-${seed}`;
  return new ClickSplit(name, source, { train: rest, validation: taken, test: rows.test });
}
