import type { FileRecord } from '../../../data/tables/read-records';
import { InputError, nearestName } from '../../../errors';

/** What the numbers beside the items mean. */
export type ValueKind = 'logits' | 'scores' | 'ranks';

/** What a teacher's file says in one list, by the ids that stand there. */
export interface GivenList {
  readonly user: string | null;
  readonly context: readonly string[] | null;
  readonly items: readonly string[];
  readonly kind: ValueKind;
  readonly values: readonly number[];
  readonly embedding: readonly number[] | null;
  readonly place: string;
}

const KNOWN = [
  ...['user', 'context', 'items', 'logits', 'scores', 'ranks', 'embedding'],
  ...['item', 'logit', 'score', 'rank'],
];
const PLURALS = { logit: 'logits', score: 'scores', rank: 'ranks' } as const;

/** Says where a record is not what it should be. */
function refuse(place: string, expected: string, found: unknown): never {
  const text = JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  throw new InputError(`${place}: expected ${expected}, found ${String(text).slice(0, 80)}`);
}

/** What a record holds under a name; null stands for one that is not. */
function given({ record }: FileRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

function idOf(value: unknown, name: string, place: string): string {
  const isId = typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value);
  if (isId && String(value).trim() !== '') return String(value).trim();
  return refuse(place, `an id in "${name}"`, value);
}

function idsOf(value: unknown, name: string, place: string): string[] {
  if (Array.isArray(value)) return value.map((id) => idOf(id, name, place));
  return refuse(place, `a list of ids in "${name}"`, value);
}

function numberOf(value: unknown, name: string, place: string): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  return refuse(place, `finite numbers in "${name}"`, value);
}

function numbersOf(value: unknown, name: string, place: string): number[] {
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as Iterable<unknown>, (number) => numberOf(number, name, place));
  return refuse(place, `a list of numbers in "${name}"`, value);
}

/** Whom a record is about, and what it adds about them. */
function askedOf(file: FileRecord): Pick<GivenList, 'user' | 'context' | 'embedding' | 'place'> {
  const { place } = file;
  const [user, context, embedding] = ['user', 'context', 'embedding'].map((name) => given(file, name));
  if (user === null && context === null) refuse(place, 'a "user", a "context" or both', file.record);
  return {
    user: user === null ? null : idOf(user, 'user', place),
    context: context === null ? null : idsOf(context, 'context', place),
    embedding: embedding === null ? null : numbersOf(embedding, 'embedding', place),
    place,
  };
}

/** The one of some names that a record has a value under, if any. */
function oneOf<Name extends string>(file: FileRecord, names: readonly Name[]): Name | null {
  const found = names.filter((name) => given(file, name) !== null);
  if (found.length < 2) return found[0] ?? null;
  return refuse(file.place, `one of ${names.join(', ')}`, found);
}

/** A record that holds a whole list. */
export function readList(file: FileRecord): GivenList {
  const { place } = file;
  const items = idsOf(given(file, 'items'), 'items', place);
  const kind = oneOf(file, ['logits', 'scores', 'ranks']);
  // Items without numbers are in the order of their ranks.
  const values = kind === null ? items.map((_, i) => i + 1) : numbersOf(given(file, kind), kind, place);
  if (values.length !== items.length)
    refuse(place, `as many ${kind} as items (${items.length})`, values.length);
  return { ...askedOf(file), items, kind: kind ?? 'ranks', values };
}

/** A record that holds one item of a list. */
export function readEntry(file: FileRecord): GivenList {
  const { place } = file;
  const name = oneOf(file, ['logit', 'score', 'rank']);
  if (name === null) refuse(place, 'a "logit", "score" or "rank" beside the item', file.record);
  const value = numberOf(given(file, name), name, place);
  const item = idOf(given(file, 'item'), 'item', place);
  return { ...askedOf(file), items: [item], kind: PLURALS[name], values: [value] };
}

/** What a record is: a whole list, one item of a list, or the vector of an item. */
export function shapeOf(file: FileRecord): 'list' | 'entry' | 'item-vector' {
  const unknown = Object.keys(file.record).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `${file.place}: expected the names ${KNOWN.join(', ')}, found "${unknown}"; did you mean "${nearestName(unknown, KNOWN)}"?`,
    );
  }
  if (given(file, 'items') !== null) return 'list';
  if (given(file, 'item') === null) refuse(file.place, '"items", or an "item"', file.record);
  return given(file, 'user') === null && given(file, 'context') === null ? 'item-vector' : 'entry';
}

/** A record that holds an item's vector. */
export function readItemVector(file: FileRecord): { item: string; vector: number[] } {
  const item = idOf(given(file, 'item'), 'item', file.place);
  return { item, vector: numbersOf(given(file, 'embedding'), 'embedding', file.place) };
}
