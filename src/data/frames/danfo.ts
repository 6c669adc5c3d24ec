import type { DataFrame } from 'danfojs-node';
import { checkOptions, InputError } from '../../errors';
import { assembleData } from '../assemble-data';
import type { RatingColumns, Repeats } from '../build-interactions';
import { IssueLog } from '../load-report';
import type { FeatureTable, RecommendationData } from '../recommendation-data';
import type { FrameCell } from './arquero-table';
import { tableOfColumns } from './columns-to-table';

/** danfojs leaves its intermediate tensors behind; whatever the work makes is disposed when it ends. */
async function withoutTensorsLeft<T>(work: (danfo: typeof import('danfojs-node')) => T): Promise<T> {
  const danfo = await import('danfojs-node');
  const engine = danfo.tensorflow.engine();
  engine.startScope();
  try {
    return work(danfo);
  } finally {
    engine.endScope();
  }
}

/** The interactions as a danfojs frame: user, item, rating, and timestamp and expectation where there are any. */
export async function toDanfo(data: RecommendationData): Promise<DataFrame> {
  const { DataFrame: Frame } = await import('danfojs-node');
  const { users, items, ratings, timestamps } = data.interactions;
  return new Frame({
    user: Array.from(users, (user) => data.users.ids[user]),
    item: Array.from(items, (item) => data.items.ids[item]),
    rating: Array.from(ratings),
    ...(timestamps ? { timestamp: Array.from(timestamps) } : {}),
    ...(data.expectations ? { expectation: Array.from(data.expectations) } : {}),
  });
}

/** Options of {@link fromDanfo}. */
export interface FromDanfoOptions {
  readonly name: string;
  readonly frame: DataFrame;
  readonly columns: RatingColumns;
  /** For a table without ratings: whether events that repeat a pair of user and item are kept. */
  readonly repeats?: Repeats;
  /** When left out, the distinct ratings. */
  readonly levels?: readonly number[];
}

/**
 * A data set from a danfojs frame of interactions, with the same checks as a file.
 * @throws InputError as `danfojs frame:row: expected, found`
 */
export async function fromDanfo(options: FromDanfoOptions): Promise<RecommendationData> {
  checkOptions('fromDanfo', options, ['name', 'frame', 'columns', 'repeats', 'levels']);
  const { frame } = options;
  const columns = Object.fromEntries(
    frame.columns.map((name) => [name, frame.column(name).values as FrameCell[]]),
  );
  return assembleData({
    name: options.name,
    ratings: tableOfColumns('danfojs frame', columns),
    columns: options.columns,
    repeats: options.repeats ?? null,
    items: null,
    users: null,
    levels: options.levels ?? null,
    publishedFolds: [],
    log: new IssueLog(),
  });
}

/** Count, mean, std, min, median, max and variance of each numeric column of the interactions, by danfojs' describe. */
export async function describeRatings(
  data: RecommendationData,
): Promise<Record<string, Record<string, number>>> {
  const frame = await toDanfo(data);
  const numeric = frame.columns.filter((column) => column !== 'user' && column !== 'item');
  return withoutTensorsLeft(({ toJSON }) => {
    const described = frame.loc({ columns: numeric }).describe();
    const rows = toJSON(described) as Record<string, number>[];
    const statisticsOf = (column: string) =>
      described.index.map((name, row) => [String(name), rows[row][column]]);
    return Object.fromEntries(numeric.map((column) => [column, Object.fromEntries(statisticsOf(column))]));
  });
}

/** One row an entity, one number a feature. */
function featureTable(names: readonly string[], rows: readonly (readonly number[])[]): FeatureTable {
  return { names: [...names], values: Float32Array.from(rows.flat()) };
}

/** Options of {@link oneHotFeatures}. */
export interface OneHotOptions {
  /** Goes before the value in the columns' names: `name=value`. */
  readonly name: string;
  /** One value an entity. */
  readonly values: readonly string[];
}

/** One column of 0 and 1 for each value that occurs, by danfojs' getDummies. */
export async function oneHotFeatures(options: OneHotOptions): Promise<FeatureTable> {
  checkOptions('oneHotFeatures', options, ['name', 'values']);
  const { name, values } = options;
  if (values.length === 0) throw new InputError('oneHotFeatures: expected at least one value, found none');
  return withoutTensorsLeft(({ getDummies, Series }) => {
    const frame = getDummies(new Series([...values]), { prefix: name, prefixSeparator: '=' });
    return featureTable(frame.columns, frame.values as number[][]);
  });
}

/** Every feature brought to mean 0 and deviation 1 by danfojs' StandardScaler; a constant feature becomes 0. */
export async function scaleFeatures({ names, values }: FeatureTable): Promise<FeatureTable> {
  const width = names.length;
  const rows = Array.from({ length: values.length / width }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width)),
  );
  return withoutTensorsLeft(({ DataFrame: Frame, StandardScaler }) => {
    const scaled = new StandardScaler().fitTransform(new Frame(rows, { columns: [...names] }));
    // A constant feature has no deviation to divide by.
    const finite = (scaled.values as number[][]).map((row) => row.map((x) => (Number.isFinite(x) ? x : 0)));
    return featureTable(names, finite);
  });
}
