import { InputError } from '../errors';
import type { IssueLog } from './load-report';
import { columnIndex } from './tables/read-table';
import { placeOf, type Table, type TableFile } from './tables/table';

/** Files of what people tagged items with, a line each time that somebody did. */
export interface ItemTagFiles {
  readonly file: TableFile;
  readonly columns: { readonly item: string; readonly tag: string };
  /** A file of the tags' names by their ids, where the other has ids. */
  readonly names?: {
    readonly file: TableFile;
    readonly columns: { readonly id: string; readonly name: string };
  };
  /** So many of an item's tags are kept, the most frequent ones. */
  readonly most: number;
}

/** The tables of {@link ItemTagFiles}. */
export interface TagTables {
  readonly table: Table;
  readonly columns: ItemTagFiles['columns'];
  readonly names?: {
    readonly table: Table;
    readonly columns: { readonly id: string; readonly name: string };
  };
  readonly most: number;
}

/** The column that {@link addTags} adds. */
const TAGS = 'tags';

/** Names by id; a tag without a name is counted and left out. */
function nameOfTag({ names }: TagTables): (id: string) => string | undefined {
  if (names === undefined) return (id) => id;
  const { table, columns } = names;
  const [id, name] = [columnIndex(table, columns.id), columnIndex(table, columns.name)];
  const byId = new Map(table.rows.map((cells) => [cells[id].trim(), cells[name].trim()]));
  return (tag) => byId.get(tag);
}

/** How often each item was given each tag, tags in lower case. */
function countTags(tags: TagTables, log: IssueLog): Map<string, Map<string, number>> {
  const { table, columns } = tags;
  const [item, tag] = [columnIndex(table, columns.item), columnIndex(table, columns.tag)];
  const nameOf = nameOfTag(tags);
  const counts = new Map<string, Map<string, number>>();
  table.rows.forEach((cells, row) => {
    const name = nameOf(cells[tag].trim())?.toLowerCase().replaceAll('|', ' ');
    if (!name) {
      log.count('unknown-tag', placeOf(table, row), `tag "${cells[tag]}" has no name; left out`);
      return;
    }
    const id = cells[item].trim();
    const own = counts.get(id) ?? new Map<string, number>();
    own.set(name, (own.get(name) ?? 0) + 1);
    counts.set(id, own);
  });
  return counts;
}

/** The most frequent tags, ties in the order of the alphabet. */
function mostFrequent(counts: ReadonlyMap<string, number>, most: number): string[] {
  const order = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return order.slice(0, most).map(([tag]) => tag);
}

/**
 * A table of items with a column `tags` of each item's most frequent tags, joined with `|`. Tags without a name are
 * counted as `unknown-tag` and left out.
 * @param id name of the items' column of ids
 * @throws InputError if the items have a column of that name, or `most` is no count
 */
export function addTags(items: Table, id: string, tags: TagTables, log: IssueLog): Table {
  if (items.columns.includes(TAGS))
    throw new InputError(`${items.file}:1: expected no column "${TAGS}" beside itemTags, found one`);
  if (!Number.isInteger(tags.most) || tags.most < 1)
    throw new InputError(`itemTags.most must be a whole number of at least 1, found ${tags.most}`);
  const idColumn = columnIndex(items, id);
  const counts = countTags(tags, log);
  const tagsOf = (item: string) => mostFrequent(counts.get(item) ?? new Map(), tags.most).join('|');
  return {
    ...items,
    columns: [...items.columns, TAGS],
    rows: items.rows.map((cells) => [...cells, tagsOf(cells[idColumn].trim())]),
  };
}
