import { readFileSync } from 'node:fs';
import { InputError } from '../../errors';
import type { DistillationFlags } from '../distill/add-distill-options';
import { parseRow, type RowRecord } from './parse-row';

/** One line of a table of settings. */
export interface SettingsRow<Own extends string> {
  /** As errors and reports name it, e.g. `settings.json: row 2`. */
  readonly place: string;
  /** As `recdistill distill` parses them. */
  readonly flags: DistillationFlags;
  /** The words that give these flags on a command line, e.g. `--dataset=ml-100k`. */
  readonly words: readonly string[];
  /** What the reading command asked for beside. */
  readonly own: Readonly<Partial<Record<Own, string>>>;
}

export interface ReadSettingsTableOptions<Own extends string> {
  /** JSON: a list of records. */
  readonly path: string;
  /** Fields that are no options of `distill` and that the reading command understands itself, as texts. */
  readonly own: readonly Own[];
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
export function readSettingsTable<Own extends string = never>(
  options: ReadSettingsTableOptions<Own>,
): SettingsRow<Own>[] {
  const { path, own, overrides } = options;
  return recordsOf(path).map((record, i) => {
    const place = `${path}: row ${i + 1}`;
    return { place, ...parseRow({ place, record, own, overrides }) };
  });
}
