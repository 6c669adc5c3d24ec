import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../../errors';
import { writeFileAtomic } from '../../../files/atomic-write';

/** One list as it is kept, in the form that `importSoftTargets` reads. */
export interface KeptList {
  readonly user: string | null;
  readonly context: readonly string[];
  readonly items: readonly string[];
  readonly logits?: readonly number[];
  readonly scores?: readonly number[];
  readonly ranks?: readonly number[];
}

/** A name for the query of a list. */
export function queryKey({ user, context }: Pick<KeptList, 'user' | 'context'>): string {
  return JSON.stringify([user, context]);
}

/** What all lists of one file have in common; others must not be mixed among them. */
function checkSettings(path: string, settings: object): void {
  const file = `${path}.asked.json`;
  const wanted = JSON.stringify(settings, null, 2);
  if (!existsSync(path)) {
    writeFileAtomic(file, `${wanted}\n`);
    return;
  }
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'nothing';
  if (found === wanted) return;
  throw new InputError(
    `${path}: expected lists that were asked for as now (${wanted}), found ${file} with ${found}; give another file, or delete both`,
  );
}

/** Cuts off a line that a kill has left unfinished; its answer is asked for again. */
function wholeLines(path: string): string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(path, end);
  return bytes
    .toString('utf8', 0, end)
    .split('\n')
    .filter((line) => line !== '');
}

/** Lists in a file that grows by a line an answer, so that a kill loses none. */
export class AnswerLog {
  /** Queries that have a list, by {@link queryKey}. */
  readonly answered: Set<string>;

  /** @throws InputError if the file holds lists that were asked for in another way */
  constructor(
    private readonly path: string,
    settings: object,
  ) {
    checkSettings(path, settings);
    mkdirSync(dirname(path), { recursive: true });
    const lines = existsSync(path) ? wholeLines(path) : [];
    this.answered = new Set(lines.map((line) => queryKey(JSON.parse(line) as KeptList)));
  }

  append(list: KeptList): void {
    appendFileSync(this.path, `${JSON.stringify(list)}\n`);
    this.answered.add(queryKey(list));
  }
}
