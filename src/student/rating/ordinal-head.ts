import type { Tensors } from '../file/tensors';
import { expectedRating } from './expected-rating';

/** One score a pair to logits over the levels: z = score · direction + offsets. */
export class OrdinalHead {
  private readonly direction: Float32Array;
  private readonly offsets: Float32Array;

  constructor(
    tensors: Tensors,
    private readonly levels: readonly number[],
  ) {
    this.direction = tensors.values('head/direction', [1, levels.length]);
    this.offsets = tensors.values('head/offsets', [levels.length]);
  }

  write(score: number, out: Float32Array, at: number): void {
    const { direction, offsets } = this;
    for (let k = 0; k < direction.length; k++) out[at + k] = score * direction[k] + offsets[k];
  }

  /** The score of an expected rating, between −30 and 30, by halving. */
  scoreOf(rating: number): number {
    const logits = new Float32Array(this.levels.length);
    let [low, high] = [-30, 30];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      this.write(middle, logits, 0);
      if (expectedRating(logits, this.levels) < rating) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}
