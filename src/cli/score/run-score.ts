import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inferRatingColumns } from '../../data/infer-columns';
import { IssueLog } from '../../data/load-report';
import { columnIndex, readTable } from '../../data/tables/read-table';
import { softmaxRows } from '../../distill';
import { InputError, nearestName } from '../../errors';
import { expectationOf } from '../../evaluate';
import { type LoadedModel, loadModel, predictLogits, readItemTitles } from '../../models';
import { tableText } from '../../plot';

export interface ScoreFlags {
  readonly model: string;
  readonly user: string;
  readonly top: number;
  readonly excludeSeen?: string;
  readonly userColumn?: string;
  readonly itemColumn?: string;
  readonly json?: boolean;
}

interface ScoredItem {
  readonly item: string;
  /** The beginning of the item's text; null where it is not known. */
  readonly title: string | null;
  readonly expectedRating: number;
  /** One a rating level. */
  readonly probabilities: readonly number[];
}

/** Where models lie under a folder that is none itself, two folders deep at most. */
function modelsBelow(folder: string, depth: number): string[] {
  if (existsSync(join(folder, 'model.json'))) return [folder];
  if (depth === 0 || !existsSync(folder)) return [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => modelsBelow(join(folder, name), depth - 1));
}

function checkModelFolder(folder: string): void {
  const found = modelsBelow(folder, 3);
  if (found.includes(folder)) return;
  const advice =
    found.length === 0
      ? 'make one with "recdistill distill"'
      : `did you mean one of ${found.slice(0, 5).join(', ')}?`;
  throw new InputError(`--model ${folder}: expected a folder with a saved student, found none; ${advice}`);
}

function userIndex(user: string, users: readonly string[]): number {
  const index = users.indexOf(user);
  if (index >= 0) return index;
  throw new InputError(
    `--user ${user}: not among the ${users.length} users that the model was trained for; did you mean "${nearestName(user, users)}"? A new user needs a new training with some ratings of theirs`,
  );
}

/** Ids of the items that the user has in the file. */
async function seenItems({ user, excludeSeen, userColumn, itemColumn }: ScoreFlags): Promise<Set<string>> {
  if (excludeSeen === undefined) return new Set();
  const table = await readTable({ path: excludeSeen }, new IssueLog());
  const given = {
    ...(userColumn === undefined ? {} : { user: userColumn }),
    ...(itemColumn === undefined ? {} : { item: itemColumn }),
  };
  const columns = await inferRatingColumns({ path: excludeSeen }, given);
  const [users, items] = [columnIndex(table, columns.user), columnIndex(table, columns.item)];
  return new Set(
    table.rows.filter((cells) => cells[users].trim() === user).map((cells) => cells[items].trim()),
  );
}

function scoreAll(
  { model, vocabulary, levels }: LoadedModel,
  titles: readonly string[] | null,
  user: number,
): ScoredItem[] {
  const { items } = vocabulary;
  const pairs = {
    users: new Int32Array(items.length).fill(user),
    items: Int32Array.from(items.keys()),
  };
  const classes = levels.length;
  const probabilities = softmaxRows({ logits: predictLogits({ model, pairs }), classes, temperature: 1 });
  const expected = expectationOf({ probabilities, levels });
  return items.map((item, i) => ({
    item,
    title: titles?.[i] ?? null,
    expectedRating: expected[i],
    probabilities: Array.from(probabilities.subarray(i * classes, (i + 1) * classes)),
  }));
}

function print(flags: ScoreFlags, levels: readonly number[], top: readonly ScoredItem[]): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ user: flags.user, levels, items: top }, null, 2)}\n`);
    return;
  }
  const hasTitles = top.some(({ title }) => title !== null);
  const rows = top.map(({ item, title, expectedRating, probabilities }, i) => ({
    rank: i + 1,
    item,
    ...(hasTitles ? { title: title ?? '' } : {}),
    'expected rating': expectedRating.toFixed(3),
    ...Object.fromEntries(levels.map((level, c) => [`P(${level})`, probabilities[c].toFixed(3)])),
  }));
  process.stdout.write(`${tableText({ rows, digits: 3 })}\n`);
}

/** `recdistill score`, once its options are read. */
export async function runScore(flags: ScoreFlags): Promise<void> {
  checkModelFolder(flags.model);
  const loaded = await loadModel({ folder: flags.model });
  try {
    const user = userIndex(flags.user, loaded.vocabulary.users);
    const seen = await seenItems(flags);
    const titles = readItemTitles({ folder: flags.model, items: loaded.vocabulary.items.length });
    const top = scoreAll(loaded, titles, user)
      .filter(({ item }) => !seen.has(item))
      .sort((a, b) => b.expectedRating - a.expectedRating)
      .slice(0, flags.top);
    print(flags, loaded.levels, top);
  } finally {
    loaded.model.dispose();
  }
}
