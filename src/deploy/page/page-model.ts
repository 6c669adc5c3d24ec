import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { loadStudent, type Student, StudentError } from '../../student';
import type { PageModel } from './manifest';

const titlesFile = 'titles.json';
const files = ['model.json', 'model.safetensors', titlesFile];

/**
 * A student that recommends.
 * @throws InputError where the folder holds none, or one of clicks
 */
export async function recommender(folder: string): Promise<Student> {
  try {
    const student = await loadStudent(folder);
    if (student.task !== 'click') return student;
  } catch (error) {
    if (error instanceof StudentError) throw new InputError(error.message);
    throw error;
  }
  throw new InputError(
    `${folder}: expected a student of ratings or rankings, found one of clicks, which recommends nothing`,
  );
}

/** @throws InputError where the two do not rank the same items by the same kind of score */
export function checkComparable(options: {
  readonly folder: string;
  readonly distilled: Student;
  readonly scratch: Student;
}): void {
  const { folder, distilled, scratch } = options;
  const refuse = (expected: string, found: string): never => {
    throw new InputError(`${folder}: expected ${expected}, found ${found}; give a student of the same data`);
  };
  if (scratch.task !== distilled.task) refuse(`a student of ${distilled.task}s`, `one of ${scratch.task}s`);
  const known = new Set(scratch.items);
  const missing = distilled.items.find((id) => !known.has(id));
  if (missing !== undefined) refuse('the distilled student’s items', `none with the id ${missing}`);
  if (scratch.items.length !== distilled.items.length)
    refuse(`${distilled.items.length} items`, String(scratch.items.length));
}

/**
 * Copies a model into the page's folder, under a name that changes with any of its bytes, so that a browser may keep it
 * for good.
 */
export function placeModel(options: {
  readonly from: string;
  readonly pageFolder: string;
  readonly role: 'distilled' | 'scratch';
  readonly sha256: string;
}): PageModel {
  const { from, pageFolder, role, sha256 } = options;
  const present = files.filter((name) => existsSync(join(from, name)));
  const hash = createHash('sha256');
  for (const name of present) hash.update(readFileSync(join(from, name)));
  const folder = `models/${role}-${hash.digest('hex').slice(0, 12)}/`;
  mkdirSync(join(pageFolder, folder), { recursive: true });
  for (const name of present) copyFileSync(join(from, name), join(pageFolder, folder, name));
  // A page asks for titles in any case, and offline a missing file cannot be told from a lost connection.
  if (!present.includes(titlesFile)) writeFileSync(join(pageFolder, folder, titlesFile), 'null\n');
  const bytes = present.reduce((sum, name) => sum + statSync(join(from, name)).size, 0);
  return { folder, sha256, bytes };
}
