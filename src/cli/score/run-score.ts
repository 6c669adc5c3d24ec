import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { softmaxRows } from '../../distill';
import { InputError } from '../../errors';
import { expectationOf } from '../../evaluate';
import { type LoadedModel, loadModel, predictLogits, readItemTitles } from '../../models';
import { rankingFormat } from '../../models/ranking/ranking-model-description';
import { savedFormat } from '../../models/saved-model/model-folder';
import { tableText } from '../../plot';
import type { ScoreFlags } from './score-flags';
import { scoreRanking } from './score-ranking';
import { seenItems } from './seen-items';
import { userIndex } from './user-index';

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
  if (savedFormat(flags.model) === rankingFormat) return scoreRanking(flags);
  const { user: id } = flags;
  if (id === undefined) throw new InputError('--user: expected the user to ask about, found none');
  if (flags.history !== undefined)
    throw new InputError(`--history: expected a ranking model, found one of ratings in ${flags.model}`);
  const loaded = await loadModel({ folder: flags.model });
  try {
    const user = userIndex(
      id,
      loaded.vocabulary.users,
      'A new user needs a new training with some ratings of theirs',
    );
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
