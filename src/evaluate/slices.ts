import { checkOptions, InputError } from '../errors';
import { checkSameLength } from './checks';

/** A named range of training counts, both ends included. */
export interface CountRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Items by the ratings that training had of them. */
export const itemPopularitySlices: readonly CountRange[] = [
  { name: 'cold (0)', from: 0, to: 0 },
  { name: 'rare (1-4)', from: 1, to: 4 },
  { name: 'known (5-19)', from: 5, to: 19 },
  { name: 'popular (20+)', from: 20, to: Number.POSITIVE_INFINITY },
];

/** Users by the ratings that training had of them. */
export const userHistorySlices: readonly CountRange[] = [
  { name: 'new (0)', from: 0, to: 0 },
  { name: 'short (1-19)', from: 1, to: 19 },
  { name: 'medium (20-99)', from: 20, to: 99 },
  { name: 'long (100+)', from: 100, to: Number.POSITIVE_INFINITY },
];

export interface SliceResult {
  readonly name: string;
  /** Rows in the slice. */
  readonly count: number;
  /** The metric over those rows; null for an empty slice. */
  readonly value: number | null;
}

/**
 * How often each entity occurs among the rows, e.g. training ratings an item.
 * @param options.entities [rows], indices
 * @param options.size how many entities there are
 * @returns [size]
 */
export function countsOf(options: {
  readonly entities: ArrayLike<number>;
  readonly size: number;
}): Int32Array {
  checkOptions('countsOf', options, ['entities', 'size']);
  const { entities, size } = options;
  const counts = new Int32Array(size);
  for (let row = 0; row < entities.length; row++) {
    const entity = entities[row];
    if (!(Number.isInteger(entity) && entity >= 0 && entity < size)) {
      throw new InputError(`countsOf: entities[${row}] is ${entity}; expected an index below ${size}`);
    }
    counts[entity]++;
  }
  return counts;
}

/** The rows of each range, ascending, by how often a row's entity occurred in training. */
export function rowsBySlice(options: {
  /** [rows], the user or item of each evaluated row */
  readonly entities: ArrayLike<number>;
  /** [entities], from {@link countsOf} over the training rows */
  readonly trainingCounts: ArrayLike<number>;
  readonly ranges: readonly CountRange[];
}): { readonly name: string; readonly rows: Int32Array }[] {
  checkOptions('rowsBySlice', options, ['entities', 'trainingCounts', 'ranges']);
  const { entities, trainingCounts, ranges } = options;
  return ranges.map(({ name, from, to }) => {
    const rows: number[] = [];
    for (let row = 0; row < entities.length; row++) {
      const count = trainingCounts[entities[row]];
      if (count === undefined) {
        throw new InputError(
          `rowsBySlice: entities[${row}] is ${entities[row]}, but trainingCounts has ${trainingCounts.length} entities`,
        );
      }
      if (count >= from && count <= to) rows.push(row);
    }
    return { name, rows: Int32Array.from(rows) };
  });
}

/**
 * A metric on each slice of the evaluated rows, e.g. RMSE on cold, rare and popular items.
 * @param options.metric from row numbers to the metric's value; never asked for an empty slice
 */
export function evaluateSlices(options: {
  readonly entities: ArrayLike<number>;
  readonly trainingCounts: ArrayLike<number>;
  readonly ranges: readonly CountRange[];
  readonly metric: (rows: Int32Array) => number;
}): SliceResult[] {
  checkOptions('evaluateSlices', options, ['entities', 'trainingCounts', 'ranges', 'metric']);
  const { entities, trainingCounts, ranges, metric } = options;
  return rowsBySlice({ entities, trainingCounts, ranges }).map(({ name, rows }) => ({
    name,
    count: rows.length,
    value: rows.length === 0 ? null : metric(rows),
  }));
}

/** RMSE by slice; predictions, ratings and entities run row by row. */
export function sliceRmse(options: {
  readonly predictions: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
  readonly entities: ArrayLike<number>;
  readonly trainingCounts: ArrayLike<number>;
  readonly ranges: readonly CountRange[];
}): SliceResult[] {
  checkOptions('sliceRmse', options, ['predictions', 'ratings', 'entities', 'trainingCounts', 'ranges']);
  const { predictions, ratings, entities, trainingCounts, ranges } = options;
  checkSameLength('sliceRmse', { predictions, ratings, entities });
  const metric = (rows: Int32Array) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (predictions[row] - ratings[row]) ** 2, 0) / rows.length);
  return evaluateSlices({ entities, trainingCounts, ranges, metric });
}
