import { type BestItemsOptions, bestItems } from '../catalogue/best-items';
import type { Answer, Asked, Scorer } from '../catalogue/scorer';
import { moments } from '../numbers/moments';
import type { Basis } from '../student';
import { expectedRating } from './expected-rating';
import type { BestRated, RatingCore } from './rating-core';

const NONE = new Int32Array(0);

/**
 * Expected ratings. A new user who likes known items is solved for where the kind allows it; whoever else is unknown
 * gets the ratings of the mean user, which rank by how much all like an item.
 */
export class RatingScorer implements Scorer {
  /** Ratings are measured on pairs that training did not see. */
  readonly leavesOutSeen = true;
  private mean: Float32Array | null = null;
  /** Made for the first request; null where there is no such way. */
  private fast: BestRated | null | undefined;

  constructor(
    private readonly core: RatingCore,
    readonly levels: readonly number[],
  ) {}

  stored(user: number): Int32Array {
    return this.core.stored?.(user) ?? NONE;
  }

  vector(item: number): Float32Array | null {
    return this.core.vector?.(item) ?? null;
  }

  answer({ user, sent }: Asked): Answer {
    const { core } = this;
    if (user >= 0) {
      const own = new Float32Array(core.width);
      core.read(user, own);
      return this.rated(own, user, 'user');
    }
    if (core.foldIn === undefined || sent === null || sent.length === 0) {
      this.mean ??= Float32Array.from(moments({ ...core, count: core.users }).mean);
      return this.rated(this.mean, -1, 'popularity');
    }
    return this.rated(core.foldIn(sent), -1, 'fold-in');
  }

  private rated(user: Float32Array, index: number, basis: Basis): Answer {
    const { core, levels } = this;
    let logits = new Float32Array(levels.length);
    const block = (from: number, to: number, out: Float32Array) => {
      const size = (to - from) * levels.length;
      if (logits.length < size) logits = new Float32Array(size);
      core.logits({ user, index, from, to, out: logits });
      for (let i = 0; i < to - from; i++)
        out[i] = expectedRating(logits.subarray(i * levels.length, (i + 1) * levels.length), levels);
    };
    const levelLogits = (item: number) => {
      const out = new Float32Array(levels.length);
      core.logits({ user, index, from: item, to: item + 1, out });
      return out;
    };
    const best = (options: Omit<BestItemsOptions, 'scores'>) => {
      if (this.fast === undefined) this.fast = core.bestRated?.() ?? null;
      return this.fast?.({ ...options, user }) ?? bestItems({ ...options, scores: { block } });
    };
    return { basis, block, levelLogits, best };
  }
}
