import { checkOptions, InputError } from '../../errors';

/** A column by its name, or by its position counted from 1. */
export type ColumnName = string | number;

/** A categorical field: a column, or a part of each of its texts under a name of its own. */
export type CategoryColumn =
  | ColumnName
  | {
      readonly column: ColumnName;
      readonly name: string;
      /** From this character up to that one, counted from 0, e.g. [6, 8] for the hour in 14102108. */
      readonly characters: readonly [number, number];
    };

/** What the columns of a click log are. */
export interface ClickColumns {
  /** 1 for a click, 0 for none. */
  readonly label: ColumnName;
  readonly numeric?: readonly ColumnName[];
  readonly categorical?: readonly CategoryColumn[];
  /** Who saw it, for AUC by user; it is a field only if it is named as one, too. */
  readonly user?: ColumnName;
  /** When: a number, or a date as ISO 8601 writes it; it is a field only if it is named as one, too. */
  readonly time?: ColumnName;
  /** Texts for a teacher that reads, such as an ad's title; a field only if named as one, too. */
  readonly texts?: readonly ColumnName[];
  /** Columns that nothing reads, such as a row's id. */
  readonly leaveOut?: readonly ColumnName[];
  /** What the columns that are named nowhere are; `infer` tells each by the first rows of the log. */
  readonly others: 'infer' | 'numeric' | 'categorical' | 'leave-out';
}

/** A categorical field whose column is known by name. */
export interface CategoryField {
  readonly name: string;
  readonly column: string;
  /** null where the whole text counts. */
  readonly characters: readonly [number, number] | null;
}

/** Columns by name, each field said. */
export interface ClickSchema {
  readonly label: string;
  readonly numeric: readonly string[];
  readonly categorical: readonly CategoryField[];
  readonly user: string | null;
  readonly time: string | null;
  /** Absent where no column is read as a text. */
  readonly texts?: readonly string[];
}

const KNOWN = ['label', 'numeric', 'categorical', 'user', 'time', 'texts', 'leaveOut', 'others'];
const OTHERS = ['infer', 'numeric', 'categorical', 'leave-out'];

/** The columns that a file has, and its name for messages. */
export interface FoundColumns {
  readonly file: string;
  readonly columns: readonly string[];
}

function nameOf({ file, columns }: FoundColumns, wanted: ColumnName, option: string): string {
  const name = typeof wanted === 'number' ? columns[wanted - 1] : wanted;
  if (name !== undefined && columns.includes(name)) return name;
  throw new InputError(
    `${file}:1: expected a column ${JSON.stringify(wanted)} (columns.${option}), found ${columns.join(', ')}; name the right one, or its position from 1 to ${columns.length}`,
  );
}

function categoryOf(found: FoundColumns, category: CategoryColumn): CategoryField {
  if (typeof category !== 'object') {
    const name = nameOf(found, category, 'categorical');
    return { name, column: name, characters: null };
  }
  checkOptions('columns.categorical', category, ['column', 'name', 'characters']);
  const [from, to] = category.characters;
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to)) {
    throw new InputError(
      `columns.categorical: characters must be two whole numbers, 0 ≤ from < to, found ${from}, ${to}`,
    );
  }
  return {
    name: category.name,
    column: nameOf(found, category.column, 'categorical'),
    characters: [from, to],
  };
}

function checkFields({ label, numeric, categorical, texts = [] }: ClickSchema, file: string): void {
  const names = [...numeric, ...categorical.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(`${file}:1: expected every field once, found "${twice}" named twice in columns`);
  if (names.length === 0)
    throw new InputError(
      `${file}:1: expected one field or more, found none; name columns.numeric or .categorical`,
    );
  const column = numeric.includes(label) || categorical.some((field) => field.column === label);
  if (texts.includes(label))
    throw new InputError(
      `${file}:1: expected the label "${label}" to be no text, found it among columns.texts`,
    );
  if (column)
    throw new InputError(`${file}:1: expected the label "${label}" to be no field, found it named as one`);
}

/**
 * Fits the settings to the columns that a file has.
 * @param kindOf tells what a column is whose kind is to be inferred
 * @throws InputError for a column that is not there, a field that is named twice, or none at all
 */
export function resolveColumns(
  settings: ClickColumns,
  found: FoundColumns,
  kindOf: (column: string) => 'numeric' | 'categorical',
): ClickSchema {
  checkOptions('columns', settings, KNOWN);
  const { others } = settings;
  if (!OTHERS.includes(others))
    throw new InputError(
      `columns: others must be one of ${OTHERS.join(', ')}, found ${JSON.stringify(others)}`,
    );
  const label = nameOf(found, settings.label, 'label');
  const user = settings.user === undefined ? null : nameOf(found, settings.user, 'user');
  const time = settings.time === undefined ? null : nameOf(found, settings.time, 'time');
  const numeric = (settings.numeric ?? []).map((column) => nameOf(found, column, 'numeric'));
  const categorical = (settings.categorical ?? []).map((category) => categoryOf(found, category));
  const texts = (settings.texts ?? []).map((column) => nameOf(found, column, 'texts'));
  const named = new Set<string | null>([label, user, time, ...numeric, ...texts]);
  for (const { column } of categorical) named.add(column);
  for (const column of settings.leaveOut ?? []) named.add(nameOf(found, column, 'leaveOut'));
  for (const column of others === 'leave-out' ? [] : found.columns) {
    if (named.has(column)) continue;
    const kind = others === 'infer' ? kindOf(column) : others;
    if (kind === 'numeric') numeric.push(column);
    else categorical.push({ name: column, column, characters: null });
  }
  // A log without texts keeps the hash that it always had.
  const schema = { label, numeric, categorical, user, time, ...(texts.length === 0 ? {} : { texts }) };
  checkFields(schema, found.file);
  return schema;
}

/** The columns that are read at all. */
export function columnsRead({ label, numeric, categorical, user, time, texts = [] }: ClickSchema): string[] {
  const names = [label, ...numeric, ...categorical.map(({ column }) => column), user, time, ...texts];
  return [...new Set(names.filter((name) => name !== null))];
}
