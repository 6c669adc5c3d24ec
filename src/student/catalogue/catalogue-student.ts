import type {
  ItemRequest,
  Recommendations,
  RecommendRequest,
  ScoreRequest,
  Scores,
  Student,
  StudentInfo,
} from '../student';
import { check } from '../student-error';
import { bestItems } from './best-items';
import { checkRequest } from './requests';
import type { Asked, Scorer } from './scorer';

function indexOf(where: string, ids: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map(ids.map((id, i) => [id, i]));
  check(index.size === ids.length, where, 'each id once', `${ids.length - index.size} again`);
  return index;
}

/** Answers requests over a catalogue: ids in, ids out. */
export class CatalogueStudent implements Student {
  readonly task: 'rating' | 'ranking';
  readonly info: StudentInfo;
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly titles: readonly string[] | null;
  private readonly scorer: Scorer;
  private readonly userIndex: ReadonlyMap<string, number>;
  private readonly itemIndex: ReadonlyMap<string, number>;

  constructor(options: {
    readonly task: 'rating' | 'ranking';
    readonly info: StudentInfo;
    readonly users: readonly string[];
    readonly items: readonly string[];
    readonly titles: readonly string[] | null;
    readonly scorer: Scorer;
  }) {
    const { task, info, users, items, titles, scorer } = options;
    [this.task, this.info, this.scorer] = [task, info, scorer];
    [this.users, this.items, this.titles] = [users, items, titles];
    this.userIndex = indexOf('vocabulary.users', users);
    this.itemIndex = indexOf('vocabulary.items', items);
  }

  recommend(request: RecommendRequest): Recommendations {
    checkRequest('recommend', request);
    const { k, exclude = [], candidates } = request;
    check(Number.isSafeInteger(k) && k >= 1, 'recommend, k', 'a whole number of at least 1', k);
    const unknown = new Set<string>();
    const asked = this.asked(request, unknown);
    const answer = this.scorer.answer(asked);
    const left = new Set([...this.seen(request, asked), ...this.known(exclude, new Set())]);
    const allowed = candidates === undefined ? null : new Set(this.known(candidates, unknown));
    const isAllowed = (item: number) => !left.has(item) && (allowed === null || allowed.has(item));
    const search = { ids: this.items, k, isAllowed, refused: left.size };
    // With few candidates, the fast way would find next to nothing that lets it leave out the rest.
    const best = answer.best && !allowed ? answer.best(search) : bestItems({ ...search, scores: answer });
    const items = best.map(({ item, score }) => ({ item: this.items[item], score }));
    return { items, basis: answer.basis, unknown: [...unknown] };
  }

  score(request: ScoreRequest): Scores {
    checkRequest('score', request);
    check(Array.isArray(request.items), 'score, items', 'a list of ids', request.items);
    const unknown = new Set<string>();
    const answer = this.scorer.answer(this.asked(request, unknown));
    const one = new Float32Array(1);
    const items = request.items.map((id) => {
      const [item] = this.known([id], unknown);
      if (item === undefined) return { item: id, score: null };
      answer.block(item, item + 1, one);
      return { item: id, score: one[0] };
    });
    return { items, basis: answer.basis, unknown: [...unknown] };
  }

  get levels(): readonly number[] | null {
    return this.scorer.levels;
  }

  levelLogits(request: ItemRequest): Float32Array | null {
    checkRequest('levelLogits', request);
    const [item] = this.known([request.item], new Set());
    if (item === undefined) return null;
    return this.scorer.answer(this.asked(request, new Set())).levelLogits?.(item) ?? null;
  }

  itemVector(item: string): Float32Array | null {
    const index = this.itemIndex.get(item);
    return index === undefined ? null : this.scorer.vector(index);
  }

  private asked({ user, history }: Pick<ScoreRequest, 'user' | 'history'>, unknown: Set<string>): Asked {
    const index = user === undefined ? -1 : (this.userIndex.get(user) ?? -1);
    if (user !== undefined && index < 0) unknown.add(user);
    const sent = history === undefined ? null : Int32Array.from(this.known(history, unknown));
    return { user: index, sent };
  }

  private seen({ includeSeen }: RecommendRequest, { user, sent }: Asked): Iterable<number> {
    if (includeSeen ?? !this.scorer.leavesOutSeen) return [];
    return sent ?? (user < 0 ? [] : this.scorer.stored(user));
  }

  private known(ids: readonly string[], unknown: Set<string>): number[] {
    return ids.flatMap((id) => {
      const item = this.itemIndex.get(id);
      if (item === undefined) unknown.add(id);
      return item ?? [];
    });
  }
}
