import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-write';
import { sha256 } from '../files/hash';

/** Name and version of what is kept; a change in its shape, or in how teachers are made, must change it. */
const FORMAT = 'teacher-word-1';

/** What stands for a teacher whose word lies in the cache. */
export interface WordRecord {
  /** `Teacher.hash()`, by which its word is found. */
  readonly teacher: string;
  /** What validation said of it. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** For rankings: the items of the histories that it drew, one history after the other. */
  readonly drawn?: readonly number[];
}

/**
 * A small file in the cache that says which teacher some settings make, so that whoever needs the teacher's word alone
 * need not build the teacher to find it.
 */
export interface WordPlace {
  readonly folder: string;
  /** All that decides the teacher and what it is asked. */
  readonly key: Readonly<Record<string, unknown>>;
}

function pathOf({ folder, key }: WordPlace): string {
  return join(folder, `teacher-word-${sha256(FORMAT, JSON.stringify(key)).slice(0, 24)}.json`);
}

/** null where there is none, or a damaged one. */
function findWord(place: WordPlace): WordRecord | null {
  const path = pathOf(place);
  if (!existsSync(path)) return null;
  try {
    const found = JSON.parse(readFileSync(path, 'utf8'));
    return found.format === FORMAT && typeof found.teacher === 'string' ? found : null;
  } catch {
    return null;
  }
}

export function keepWord(place: WordPlace, word: WordRecord): void {
  writeFileAtomic(pathOf(place), `${JSON.stringify({ format: FORMAT, ...word })}\n`);
}

/** Thrown where a teacher would have to speak, but only its name is known. */
class MissingWord extends Error {
  override name = 'MissingWord';
}

/** Stands for what a teacher says, where all that it said should lie in the cache. */
export function mustSpeak(): never {
  throw new MissingWord();
}

/**
 * What is made of the teacher's word in the cache. Where the cache lacks any of it, the teacher is made: for the same
 * settings it says the same.
 */
export async function rememberOrTeach<Made>(options: {
  readonly place: WordPlace;
  /** Asks a teacher of which only the record is known; what would have to be said anew is `mustSpeak`. */
  readonly remember: (word: WordRecord) => Promise<Made>;
  readonly teach: () => Promise<Made>;
}): Promise<Made> {
  const { place, remember, teach } = options;
  const word = findWord(place);
  if (word === null) return teach();
  try {
    return await remember(word);
  } catch (error) {
    if (error instanceof MissingWord) return teach();
    throw error;
  }
}
