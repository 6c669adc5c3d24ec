import { contextsFrom } from '../../data/build-contexts';
import { historyOf } from '../../data/sequences';
import { softmaxRows } from '../../distill';
import { InputError, nearestName } from '../../errors';
import { bestItems } from '../../evaluate/ranking/best-items';
import { type LoadedRankingModel, loadRankingModel, readItemTitles, scorerOf } from '../../models';
import { tableText } from '../../plot';
import type { ScoreFlags } from './score-flags';
import { seenItems } from './seen-items';
import { userIndex } from './user-index';

/** Kinds that know users and read no history. */
const knowUsersAlone = ['light-gcn', 'matrix-factorization-ranking'];

interface Asked {
  /** -1 where nobody known asks. */
  readonly user: number;
  /** Indices of items, oldest first. */
  readonly history: Int32Array;
}

interface RankedItem {
  readonly item: string;
  /** The beginning of the item's text; null where it is not known. */
  readonly title: string | null;
  readonly score: number;
  /** Softmax of the scores over the whole catalogue. */
  readonly probability: number;
}

function askedOf(flags: ScoreFlags, { model, vocabulary, histories }: LoadedRankingModel): Asked {
  const { user, history } = flags;
  if (user === undefined && history === undefined)
    throw new InputError('--user or --history: expected one of them, found none');
  if (user === undefined && knowUsersAlone.includes(model.kind)) {
    throw new InputError(
      `--history: expected --user beside, found none; the model in ${flags.model} knows users and reads no history`,
    );
  }
  const index =
    user === undefined ? -1 : userIndex(user, vocabulary.users, 'A new user can be asked about by --history');
  if (history === undefined) return { user: index, history: historyOf(histories, index) };
  return { user: index, history: Int32Array.from(history, (id) => itemIndex(id, vocabulary.items)) };
}

function itemIndex(id: string, items: readonly string[]): number {
  const index = items.indexOf(id);
  if (index >= 0) return index;
  throw new InputError(
    `--history ${id}: not among the model's ${items.length} items; did you mean "${nearestName(id, items)}"?`,
  );
}

function scoresOf({ model, description }: LoadedRankingModel, { user, history }: Asked): Float32Array {
  const items = history.slice(-description.maxLength);
  return scorerOf(model).score(contextsFrom([{ user, items, lengths: [items.length] }]));
}

async function rank(flags: ScoreFlags, loaded: LoadedRankingModel, asked: Asked): Promise<RankedItem[]> {
  const { vocabulary, description } = loaded;
  const { items } = vocabulary;
  const seen = await seenItems(flags);
  const known = new Set(description.leavesOutHistory ? asked.history : []);
  const scores = scoresOf(loaded, asked);
  const probabilities = softmaxRows({ logits: scores, classes: items.length, temperature: 1 });
  const titles = readItemTitles({ folder: flags.model, items: items.length });
  const isCandidate = (item: number) => !known.has(item) && !seen.has(items[item]);
  return Array.from(bestItems({ scores, k: flags.top, isCandidate }), (item) => ({
    item: items[item],
    title: titles?.[item] ?? null,
    score: scores[item],
    probability: probabilities[item],
  }));
}

function print(flags: ScoreFlags, history: readonly string[], top: readonly RankedItem[]): void {
  if (flags.json) {
    const { user = null } = flags;
    process.stdout.write(`${JSON.stringify({ user, history, items: top }, null, 2)}\n`);
    return;
  }
  const hasTitles = top.some(({ title }) => title !== null);
  const rows = top.map(({ item, title, score, probability }, i) => ({
    rank: i + 1,
    item,
    ...(hasTitles ? { title: title ?? '' } : {}),
    score: score.toFixed(3),
    probability: probability.toPrecision(3),
  }));
  process.stdout.write(`${tableText({ rows, digits: 3 })}\n`);
}

/** `recdistill score` of a ranking model, once its options are read. */
export async function scoreRanking(flags: ScoreFlags): Promise<void> {
  const loaded = await loadRankingModel({ folder: flags.model });
  try {
    const asked = askedOf(flags, loaded);
    const history = Array.from(asked.history, (item) => loaded.vocabulary.items[item]);
    print(flags, history, await rank(flags, loaded, asked));
  } finally {
    loaded.model.dispose();
  }
}
