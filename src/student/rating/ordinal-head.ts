import type { Tensors } from '../file/tensors';
import { expectedRating } from './expected-rating';
import { ScoreReach } from './score-reach';

/** One score a pair to logits over the levels: z = score · direction + offsets. */
export class OrdinalHead {
  readonly direction: Float32Array;
  readonly offsets: Float32Array;
  private readonly logits: Float32Array;

  constructor(
    tensors: Tensors,
    readonly levels: readonly number[],
  ) {
    this.direction = tensors.values('head/direction', [1, levels.length]);
    this.offsets = tensors.values('head/offsets', [levels.length]);
    this.logits = new Float32Array(levels.length);
  }

  write(score: number, out: Float32Array, at: number): void {
    const { direction, offsets } = this;
    for (let k = 0; k < direction.length; k++) out[at + k] = score * direction[k] + offsets[k];
  }

  /** The expected rating of a score. */
  rating(score: number): number {
    this.write(score, this.logits, 0);
    return expectedRating(this.logits, this.levels);
  }

  /** Null where ratings do not rise with scores. */
  reach(largestScore: number): ScoreReach | null {
    return ScoreReach.over(this, largestScore);
  }

  /** The score of an expected rating, between −30 and 30, by halving. */
  scoreOf(rating: number): number {
    let [low, high] = [-30, 30];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      if (this.rating(middle) < rating) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}
