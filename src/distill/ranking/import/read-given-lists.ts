import { type FileRecord, readRecords } from '../../../data/tables/read-records';
import { InputError } from '../../../errors';
import { type GivenList, readEntry, readItemVector, readList, shapeOf } from './given-list';

/** A vector of an item, and where it stands. */
export interface GivenVector {
  readonly vector: readonly number[];
  readonly place: string;
}

/** All that a teacher's file says. */
export interface GivenFile {
  readonly lists: readonly GivenList[];
  /** By item id; empty where the file has none. */
  readonly itemVectors: ReadonlyMap<string, GivenVector>;
}

function queryOf({ user, context }: GivenList): string {
  return JSON.stringify([user, context]);
}

/** One list of the entries about the same user and context. */
function joined(entries: readonly GivenList[]): GivenList {
  return {
    ...entries[0],
    items: entries.flatMap(({ items }) => items),
    values: entries.flatMap(({ values }) => values),
  };
}

/** Entries become the list of their query, where its first entry stands. */
function collect(given: readonly { list: GivenList; isEntry: boolean }[]): GivenList[] {
  const entries = new Map<string, GivenList[]>();
  const order: (string | GivenList)[] = [];
  for (const { list, isEntry } of given) {
    if (!isEntry) {
      order.push(list);
      continue;
    }
    const query = queryOf(list);
    const held = entries.get(query);
    if (held === undefined) {
      entries.set(query, [list]);
      order.push(query);
    } else held.push(list);
  }
  return order.map((one) => (typeof one === 'string' ? joined(entries.get(one) ?? []) : one));
}

/** A file of numbers of two kinds would mix scales that have nothing to do with each other. */
function checkOneKind(lists: readonly GivenList[]): void {
  const other = lists.find(({ kind }) => kind !== lists[0].kind);
  if (other === undefined) return;
  throw new InputError(
    `${other.place}: expected ${lists[0].kind}, as at ${lists[0].place}, found ${other.kind}; give one kind a file`,
  );
}

function readVectors(files: readonly FileRecord[]): Map<string, GivenVector> {
  const vectors = new Map<string, GivenVector>();
  for (const file of files) {
    const { item, vector } = readItemVector(file);
    const held = vectors.get(item);
    if (held !== undefined)
      throw new InputError(
        `${file.place}: expected one vector an item, found item ${item} of ${held.place} again`,
      );
    vectors.set(item, { vector, place: file.place });
  }
  return vectors;
}

/**
 * Reads a teacher's file; {@link importSoftTargets} says what may stand in it.
 * @throws InputError as `file:line: expected, found`
 */
export async function readGivenLists(path: string): Promise<GivenFile> {
  const shaped = (await readRecords(path)).map((file) => ({ file, shape: shapeOf(file) }));
  const lists = collect(
    shaped.flatMap(({ file, shape }) => {
      if (shape === 'item-vector') return [];
      return [{ list: shape === 'list' ? readList(file) : readEntry(file), isEntry: shape === 'entry' }];
    }),
  );
  if (lists.length === 0) throw new InputError(`${path}: expected lists of a teacher, found none`);
  checkOneKind(lists);
  const vectors = shaped.filter(({ shape }) => shape === 'item-vector').map(({ file }) => file);
  return { lists, itemVectors: readVectors(vectors) };
}
