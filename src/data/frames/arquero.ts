import { checkOptions } from '../../errors';
import { assembleData } from '../assemble-data';
import type { RatingColumns, Repeats } from '../build-interactions';
import { IssueLog } from '../load-report';
import type { Entities, RecommendationData } from '../recommendation-data';
import type { ArqueroTable, FrameCell } from './arquero-table';
import { tableOfColumns } from './columns-to-table';

type Columns = Record<string, ArrayLike<FrameCell>>;

/** arquero is an ES module, which CommonJS can only import when it runs. */
async function makeTable(columns: Columns): Promise<ArqueroTable> {
  const { table } = await import('arquero');
  return table(columns as Record<string, FrameCell[]>) as unknown as ArqueroTable;
}

function idsAt(indices: Int32Array, { ids }: Entities): string[] {
  return Array.from(indices, (index) => ids[index]);
}

function interactionColumns(data: RecommendationData): Columns {
  const { users, items, ratings, timestamps } = data.interactions;
  return {
    user: idsAt(users, data.users),
    item: idsAt(items, data.items),
    rating: Array.from(ratings),
    ...(timestamps ? { timestamp: timestamps } : {}),
    ...(data.expectations ? { expectation: data.expectations } : {}),
  };
}

function entityColumns({ ids, texts, features }: Entities): Columns {
  const width = features?.names.length ?? 0;
  const featureColumns = features?.names.map((name, c): [string, Float32Array] => [
    name,
    Float32Array.from(ids, (_, row) => features.values[row * width + c]),
  ]);
  return { id: ids, text: texts, ...Object.fromEntries(featureColumns ?? []) };
}

/** The interactions as an arquero table: user, item, rating, and timestamp and expectation where there are any. */
export async function toArquero(data: RecommendationData): Promise<ArqueroTable> {
  return makeTable(interactionColumns(data));
}

/** Users or items as an arquero table: id, text and one column a feature. */
export async function entitiesToArquero(entities: Entities): Promise<ArqueroTable> {
  return makeTable(entityColumns(entities));
}

/** Options of {@link fromArquero}. */
export interface FromArqueroOptions {
  readonly name: string;
  readonly table: ArqueroTable;
  readonly columns: RatingColumns;
  /** For a table without ratings: whether events that repeat a pair of user and item are kept. */
  readonly repeats?: Repeats;
  /** When left out, the distinct ratings. */
  readonly levels?: readonly number[];
}

/**
 * A data set from an arquero table of interactions, with the same checks as a file.
 * @throws InputError as `arquero table:row: expected, found`
 */
export async function fromArquero(options: FromArqueroOptions): Promise<RecommendationData> {
  checkOptions('fromArquero', options, ['name', 'table', 'columns', 'repeats', 'levels']);
  const { table } = options;
  const columns = Object.fromEntries(table.columnNames().map((name) => [name, table.array(name)]));
  return assembleData({
    name: options.name,
    ratings: tableOfColumns('arquero table', columns),
    columns: options.columns,
    repeats: options.repeats ?? null,
    items: null,
    users: null,
    levels: options.levels ?? null,
    publishedFolds: [],
    log: new IssueLog(),
  });
}

/**
 * Every interaction with what is known of its user and item: user, item, rating ..., `item text`, `user text` and the
 * features under their names with `item ` or `user ` before them.
 */
export async function joinedTable(data: RecommendationData): Promise<ArqueroTable> {
  const prefixed = (kind: string, entities: Entities) =>
    makeTable(
      Object.fromEntries(
        Object.entries(entityColumns(entities)).map(([name, values]) => [`${kind} ${name}`, values]),
      ),
    );
  const items = await prefixed('item', data.items);
  const users = await prefixed('user', data.users);
  const interactions = await toArquero(data);
  const joined = interactions.join_left(items, ['item', 'item id']).join_left(users, ['user', 'user id']);
  return joined.select(joined.columnNames().filter((name) => name !== 'item id' && name !== 'user id'));
}

/** One row a user or item that has ratings: its id, `ratings` (how many), `mean`, `deviation`; most rated first. */
export async function ratingsPer(data: RecommendationData, by: 'user' | 'item'): Promise<ArqueroTable> {
  const { desc, escape: closure, op } = await import('arquero');
  return (
    (await toArquero(data))
      .groupby(by)
      .rollup({ ratings: op.count(), mean: op.mean('rating'), deviation: op.stdevp('rating') })
      // A single rating has no spread; arquero leaves it undefined.
      .derive({ deviation: closure((row: { deviation?: number }) => row.deviation ?? 0) })
      .orderby(desc('ratings'), by)
  );
}
