import { InputError } from '../errors';

const MOST_LEVELS = 25;

/**
 * The rating scale that a file's ratings show: its distinct values, ascending.
 * @throws InputError if there are too many for a scale, or fewer than two
 */
export function inferLevels(ratings: Iterable<number>, file: string): number[] {
  const levels = [...new Set(ratings)].sort((a, b) => a - b);
  if (levels.length >= 2 && levels.length <= MOST_LEVELS) return levels;
  throw new InputError(
    `${file}:1: expected ratings on a scale of 2 to ${MOST_LEVELS} levels, found ${levels.length} distinct values; give the scale in the option levels`,
  );
}

/** @throws InputError unless the levels are two or more finite numbers in ascending order */
export function checkLevels(levels: readonly number[]): void {
  const ascends = levels.every((level, i) => Number.isFinite(level) && (i === 0 || level > levels[i - 1]));
  if (levels.length >= 2 && ascends) return;
  throw new InputError(`levels must be two or more ascending numbers, found ${JSON.stringify(levels)}`);
}
