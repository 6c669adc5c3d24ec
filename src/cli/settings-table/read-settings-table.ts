import { readFileSync } from 'node:fs';
import { InputError } from '../../errors';
import { type ParsedRow, parseRow, type RowRecord } from './parse-row';

/** One line of a table of settings. */
export interface SettingsRow<Own extends string, Other extends string = never> extends ParsedRow<Own> {
  /** As errors and reports name it, e.g. `settings.json: row 2`. */
  readonly place: string;
  /** Options of other data, by the names that the reading command asked for. */
  readonly others: Readonly<Partial<Record<Other, ParsedRow<never>>>>;
}

export interface ReadSettingsTableOptions<Own extends string, Other extends string = never> {
  /** JSON: a list of records. */
  readonly path: string;
  /** Fields that are no options of `distill` and that the reading command understands itself, as texts. */
  readonly own: readonly Own[];
  /** Fields that are records of options for data of their own, e.g. those that a teacher comes from. */
  readonly others?: readonly Other[];
  /** Options that stand for every row, above the row's own, by their names without dashes: `{ profile: 'small' }`. */
  readonly overrides: RowRecord;
}

function recordsOf(path: string): RowRecord[] {
  const refuse = (found: string): never => {
    throw new InputError(
      `${path}: expected a JSON list of records, e.g. [{ "data": { "dataset": "sample" }, "task": "rating", "student": "mf" }], ${found}`,
    );
  };
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (!Array.isArray(found) || found.length === 0) return refuse('found none');
  const isRecord = (row: unknown) => typeof row === 'object' && row !== null && !Array.isArray(row);
  const wrong = found.findIndex((row) => !isRecord(row));
  if (wrong >= 0) return refuse(`found ${JSON.stringify(found[wrong])?.slice(0, 40)} as row ${wrong + 1}`);
  return found;
}

/**
 * Reads a table of settings: each row is a record of options of `recdistill distill`, by their names without dashes
 * (`item-text` or `itemText`), those of the data in a record `data` of their own where that reads better. Numbers,
 * texts, lists (for values between commas), true for a flag, false for one with `no-` before it. Paths are read as on
 * the command line.
 * @throws InputError with file and row for what is no JSON, no option, or no value of its option
 */
export function readSettingsTable<Own extends string = never, Other extends string = never>(
  options: ReadSettingsTableOptions<Own, Other>,
): SettingsRow<Own, Other>[] {
  const { path, own, others = [], overrides } = options;
  return recordsOf(path).map((record, i) => {
    const place = `${path}: row ${i + 1}`;
    const rest = Object.entries(record).filter(([name]) => !(others as readonly string[]).includes(name));
    return {
      ...{ place, others: othersOf(place, record, others, overrides) },
      ...parseRow({ place, record: Object.fromEntries(rest), own, overrides }),
    };
  });
}

/** They lie where the row's own data lie. */
function othersOf<Other extends string>(
  place: string,
  record: RowRecord,
  names: readonly Other[],
  overrides: RowRecord,
): Partial<Record<Other, ParsedRow<never>>> {
  const dataDir = overrides['data-dir'];
  const own = dataDir === undefined ? {} : { 'data-dir': dataDir };
  const found: Partial<Record<Other, ParsedRow<never>>> = {};
  for (const name of names) {
    if (record[name] === undefined) continue;
    const data = { data: record[name] };
    found[name] = parseRow({ place: `${place}, ${name}`, record: data, own: [], overrides: own });
  }
  return found;
}
