import { InputError } from '../../errors';
import type { RatedPairs } from './history';
import type { SequenceTokens } from './sequence-tokens';

export interface HistoryTokensOptions {
  tokens: SequenceTokens;
  users: number;
  /** The training ratings. */
  history: RatedPairs;
  /** How many of a user's ratings the sequence tells: half of them the best, half the worst. */
  historyItems: number;
}

interface RatedItem {
  item: number;
  rating: number;
}

/**
 * A user's taste and an item as one sequence of tokens:
 *   [CLS] liked <best rated texts> disliked <worst rated texts> [SEP] <the item's text> [SEP]
 * The pair's own rating is never among the history, so that it cannot predict itself.
 */
export class HistoryTokens {
  private readonly tokens: SequenceTokens;
  private readonly rated: readonly RatedItem[][];
  private readonly half: number;

  /** @throws InputError unless `historyItems` is even */
  constructor(options: HistoryTokensOptions) {
    const { tokens, users, history, historyItems } = options;
    if (!Number.isInteger(historyItems / 2) || historyItems < 0) {
      throw new InputError(`HistoryTokens: historyItems must be an even number, found ${historyItems}`);
    }
    this.half = historyItems / 2;
    this.tokens = tokens;
    const rated: RatedItem[][] = Array.from({ length: users }, () => []);
    history.users.forEach((user, k) => {
      rated[user].push({ item: history.items[k], rating: history.ratings[k] });
    });
    for (const own of rated) own.sort((a, b) => b.rating - a.rating || a.item - b.item);
    this.rated = rated;
  }

  /** Longest sequence that there can be. */
  get longest(): number {
    const { items, liked, disliked } = this.tokens;
    const item = items.reduce((longest, { length }) => Math.max(longest, length), 0);
    return 3 + liked.length + disliked.length + (2 * this.half + 1) * item;
  }

  of(user: number, item: number): Int32Array {
    const { marks, liked, disliked, items } = this.tokens;
    const others = this.rated[user].filter((rated) => rated.item !== item);
    // A short history is divided in the middle, so that no rating is told as both liked and disliked.
    const side = Math.min(this.half, others.length >> 1);
    const tokensOf = (part: RatedItem[]) => part.flatMap((rated) => [...items[rated.item]]);
    return Int32Array.from([
      ...[marks.start, ...liked, ...tokensOf(others.slice(0, side))],
      ...[...disliked, ...tokensOf(others.slice(others.length - side)), marks.end],
      ...[...items[item], marks.end],
    ]);
  }
}
