import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';

const titlesFile = 'titles.json';
const longestTitle = 60;

/** The beginning of a text, cut between words. */
function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longestTitle) return line;
  const cut = line.slice(0, longestTitle).replace(/\s\S*$/, '');
  return `${cut.replace(/[\s,.;:]+$/, '')} …`;
}

/**
 * Keeps, beside a saved model, what a person calls each item: the beginning of its text. Nothing is written where no
 * item has one.
 * @param options.texts one an item, in the order of the model's vocabulary
 */
export function writeItemTitles(options: {
  readonly folder: string;
  readonly texts: readonly string[];
}): void {
  checkOptions('writeItemTitles', options, ['folder', 'texts']);
  const titles = options.texts.map(beginningOf);
  if (titles.every((title) => title === '')) return;
  writeFileAtomic(join(options.folder, titlesFile), `${JSON.stringify(titles, null, 1)}\n`);
}

/**
 * The titles beside a saved model, one an item; null where none were kept.
 * @throws InputError where the file is damaged or has another number of items
 */
export function readItemTitles(options: {
  readonly folder: string;
  /** Number of the model's items. */
  readonly items: number;
}): readonly string[] | null {
  checkOptions('readItemTitles', options, ['folder', 'items']);
  const path = join(options.folder, titlesFile);
  if (!existsSync(path)) return null;
  const expected = `${path}: expected ${options.items} titles as a JSON list`;
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(`${expected}, found: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (Array.isArray(found) && found.length === options.items && found.every((x) => typeof x === 'string'))
    return found;
  const what = Array.isArray(found) ? `a list of ${found.length}` : typeof found;
  throw new InputError(`${expected}, found ${what}; delete the file to go on without titles`);
}
