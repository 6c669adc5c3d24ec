import { InputError } from '../../errors';
import type { TextTokenizer } from '../../language/tokenizer';
import type { RatedPairs } from './history';

export interface HistoryTokensOptions {
  tokenizer: TextTokenizer;
  /** One an item. */
  texts: readonly string[];
  users: number;
  /** The training ratings. */
  history: RatedPairs;
  /** How many of a user's ratings the sequence tells: half of them the best, half the worst. */
  historyItems: number;
  /** Most tokens of an item's text, without marks. */
  itemTokens: number;
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
  private readonly itemTokens: readonly Int32Array[];
  private readonly rated: readonly RatedItem[][];
  private readonly marks: { start: number; end: number };
  private readonly liked: Int32Array;
  private readonly disliked: Int32Array;
  private readonly half: number;

  /** @throws InputError unless `historyItems` is even */
  constructor(options: HistoryTokensOptions) {
    const { tokenizer, texts, users, history, historyItems, itemTokens } = options;
    if (!Number.isInteger(historyItems / 2) || historyItems < 0) {
      throw new InputError(`HistoryTokens: historyItems must be an even number, found ${historyItems}`);
    }
    this.half = historyItems / 2;
    const inner = (text: string) => tokenizer.encode([text], { maxTokens: itemTokens + 2 })[0];
    const [start, end] = [inner('')[0], inner('')[1]];
    this.marks = { start, end };
    this.liked = inner('liked').subarray(1, -1);
    this.disliked = inner('disliked').subarray(1, -1);
    this.itemTokens = texts.map((text) => inner(text).subarray(1, -1));
    const rated: RatedItem[][] = Array.from({ length: users }, () => []);
    history.users.forEach((user, k) => {
      rated[user].push({ item: history.items[k], rating: history.ratings[k] });
    });
    for (const own of rated) own.sort((a, b) => b.rating - a.rating || a.item - b.item);
    this.rated = rated;
  }

  /** Longest sequence that there can be. */
  get longest(): number {
    const item = this.itemTokens.reduce((longest, { length }) => Math.max(longest, length), 0);
    return 3 + this.liked.length + this.disliked.length + (2 * this.half + 1) * item;
  }

  of(user: number, item: number): Int32Array {
    const others = this.rated[user].filter((rated) => rated.item !== item);
    // A short history is divided in the middle, so that no rating is told as both liked and disliked.
    const side = Math.min(this.half, others.length >> 1);
    const tokensOf = (part: RatedItem[]) => part.flatMap((rated) => [...this.itemTokens[rated.item]]);
    const { start, end } = this.marks;
    return Int32Array.from([
      ...[start, ...this.liked, ...tokensOf(others.slice(0, side))],
      ...[...this.disliked, ...tokensOf(others.slice(others.length - side)), end],
      ...[...this.itemTokens[item], end],
    ]);
  }
}
