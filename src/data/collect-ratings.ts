import { InputError } from '../errors';
import { Random } from '../random';
import type { DataTables } from './assemble-data';
import { onlyOnScale, type RawRating, readRatings } from './build-interactions';
import { checkLevels, inferLevels } from './rating-levels';
import { countRepeats, withoutDuplicates } from './repeated-rows';

/** @throws InputError unless `repeats` is said where there are no ratings, and nothing that only ratings have */
function checkRepeats({ columns, repeats, levels, publishedFolds }: DataTables): void {
  if (columns.rating !== null) {
    if (repeats === null) return;
    throw new InputError(
      `repeats is for files without ratings, found it beside the rating column "${columns.rating}"; give columns.rating null to read the file as implicit`,
    );
  }
  if (repeats !== 'keep' && repeats !== 'last')
    throw new InputError(`repeats must be "keep" or "last" for a file without ratings, found ${repeats}`);
  if (levels !== null)
    throw new InputError('levels cannot be given for a file without ratings: its one level is 1');
  if (repeats === 'keep' && publishedFolds.length > 0)
    throw new InputError('repeats "keep" and publishedFolds do not go together: a fold names a pair once');
}

function checkWeights({ columns, weightScale }: DataTables): void {
  const given = { 'columns.weight': columns.weight, weightScale };
  const missing = Object.values(given).filter((value) => value === undefined);
  if (missing.length === 1) {
    const [[found]] = Object.entries(given).filter(([, value]) => value !== undefined);
    throw new InputError(`columns.weight and weightScale go together, found only ${found}`);
  }
  if (weightScale === undefined || weightScale === 'linear' || weightScale === 'log') return;
  throw new InputError(`weightScale must be "linear" or "log", found ${JSON.stringify(weightScale)}`);
}

function checkShuffle({ columns, shuffleSeed }: DataTables): void {
  if (shuffleSeed === undefined || columns.timestamp === undefined) return;
  throw new InputError(
    `shuffleSeed is for files whose rows stand in no order, found it beside the column of times "${columns.timestamp}"`,
  );
}

/** Events as they were read; of those that repeat a pair all or the last. */
function eventsOf({ ratings: table, columns, repeats, log }: DataTables): RawRating[] {
  const read = readRatings(table, columns, log);
  if (repeats === 'last') return withoutDuplicates(read, table, log, 'repeat');
  countRepeats(read, table, log);
  return read;
}

function ratingsOnScale(tables: DataTables): { ratings: RawRating[]; levels: readonly number[] } {
  const { ratings: table, columns, log } = tables;
  if (columns.rating === null) {
    const ratings = eventsOf(tables);
    if (ratings.length > 0) return { ratings, levels: [1] };
    throw new InputError(`${table.file}:1: expected at least one event, found none`);
  }
  const read = readRatings(table, columns, log);
  if (read.length === 0) throw new InputError(`${table.file}:1: expected at least one rating, found none`);
  if (tables.levels !== null) checkLevels(tables.levels);
  const levels = tables.levels ?? inferLevels(new Set(read.map((raw) => raw.rating)), table.file);
  const ratings = withoutDuplicates(onlyOnScale(read, levels, table, log), table, log, 'duplicate');
  if (ratings.length > 0) return { ratings, levels };
  throw new InputError(`${table.file}:1: expected ratings on the scale ${levels.join(', ')}, found none`);
}

/**
 * The rows of a ratings table that stay, in the order of the file or, with a shuffleSeed, in one drawn at random, and
 * the levels of their ratings.
 * @throws InputError at a malformed row, for settings that do not go together, and where no row stays
 */
export function collectRatings(tables: DataTables): { ratings: RawRating[]; levels: readonly number[] } {
  checkRepeats(tables);
  checkWeights(tables);
  checkShuffle(tables);
  tables.log.addRead(tables.ratings.rows.length);
  const { ratings, levels } = ratingsOnScale(tables);
  if (tables.shuffleSeed === undefined) return { ratings, levels };
  const order = new Random(tables.shuffleSeed).fork('order of rows').permutation(ratings.length);
  return { ratings: Array.from(order, (row) => ratings[row]), levels };
}
