import { expectedRating } from './expected-rating';

/** Even steps over the scores that trained users have. */
const STEPS = 4096;
/** Growing steps below. */
const LONGER_STEPS = 256;
/** Logits that lie so far apart beyond their offsets leave little of the lower one. */
const APART = 30;
/** Beyond the scores that lie so far apart, for levels of nearly one direction. */
const FARTHER = 1000;
/** Relative error of a logit, or of a rating, in single precision. */
const ROUNDING = 2 ** -24;

const range = (values: readonly number[] | Float32Array) => Math.max(...values) - Math.min(...values);
const largestOf = (values: readonly number[] | Float32Array) => Math.max(...values.map(Math.abs));

interface Head {
  /** [levels] */
  readonly direction: Float32Array;
  /** [levels] */
  readonly offsets: Float32Array;
  /** Ascending. */
  readonly levels: readonly number[];
}

/**
 * From an expected rating back to the score that it takes: where z = s · direction + offsets, below which s no item reaches
 * a rating. So ratings rank by the scores' products, and the softmax is made for the few that may be among the best. A
 * direction need not ascend: bounds hold for all scores up to a point.
 */
export class ScoreReach {
  private constructor(
    private readonly head: Head,
    /** Ascending. */
    private readonly scores: Float64Array,
    /** No score up to the one of the same place has a higher rating; ascending. */
    private readonly bounds: Float64Array,
  ) {}

  /**
   * @param largestScore of all scores' sizes, as far as they are known: beyond, less can be told
   * @returns null where ratings do not rise with scores, so that nothing can be told from a score
   */
  static over(head: Head, largestScore: number): ScoreReach | null {
    const { direction, offsets } = head;
    const apart = (APART + range(offsets)) / range(direction);
    const widest = Math.min(apart, largestScore);
    if (!(Number.isFinite(apart) && widest > 0)) return null;
    const growth = ((FARTHER * apart) / widest) ** (1 / LONGER_STEPS);
    const [scores, bounds] = [new Float64Array(LONGER_STEPS + STEPS), new Float64Array(LONGER_STEPS + STEPS)];
    const step = (2 * widest) / (STEPS - 1);
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < scores.length; i++) {
      const isLong = i <= LONGER_STEPS;
      scores[i] = isLong ? -widest * growth ** (LONGER_STEPS - i) : (i - LONGER_STEPS) * step - widest;
      const from = i === 0 ? Number.NEGATIVE_INFINITY : scores[i - 1];
      largest = Math.max(largest, (isLong ? boundOfLongStep : boundOfStep)(head, from, scores[i]));
      bounds[i] = largest;
    }
    const isRising = bounds[LONGER_STEPS] < bounds[bounds.length - 1];
    return isRising ? new ScoreReach(head, scores, bounds) : null;
  }

  /** The score below which every rating is below the given one. */
  below(rating: number): number {
    const { scores, bounds } = this;
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle] < rating) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? Number.NEGATIVE_INFINITY : scores[low - 1];
  }

  /** What single precision may add to a rating where no score is larger in size. */
  errorOf(largestScore: number): number {
    const { direction, offsets, levels } = this.head;
    const logit = largestScore * largestOf(direction) + largestOf(offsets);
    return 2 * ROUNDING * (range(levels) * logit + largestOf(levels));
  }
}

/** E(s) ≤ E(to) + h · max(0, −E′(to)) + ½ h² · max |E″| with E′ = Cov(level, direction) */
function boundOfStep({ direction, offsets, levels }: Head, from: number, to: number): number {
  const step = to - from;
  const logits = Float64Array.from(direction, (d, k) => to * d + offsets[k]);
  const rating = expectedRating(logits, levels);
  const largest = Math.max(...logits);
  let [sum, mixed, along] = [0, 0, 0];
  for (let k = 0; k < levels.length; k++) {
    const share = Math.exp(logits[k] - largest);
    sum += share;
    mixed += share * levels[k] * direction[k];
    along += share * direction[k];
  }
  const rise = (mixed - rating * along) / sum;
  const curve = (range(levels) * range(direction) ** 2) / 4;
  return rating + step * Math.max(0, -rise) + (step * step * curve) / 2;
}

/** Every level's share by itself as large or as small as it can be: the upper levels', from one of them on, large. */
function boundOfLongStep({ direction, offsets, levels }: Head, from: number, to: number): number {
  const lowest = direction.indexOf(Math.min(...direction));
  const shareAt = (score: number, k: number) =>
    k === lowest ? 1 : Math.exp(score * (direction[k] - direction[lowest]) + offsets[k] - offsets[lowest]);
  let bound = Number.NEGATIVE_INFINITY;
  for (let split = 0; split < levels.length; split++) {
    let [sum, weighted] = [0, 0];
    for (let k = 0; k < levels.length; k++) {
      // where directions tie, −∞ times nothing
      const share = shareAt(k < split && direction[k] > direction[lowest] ? from : to, k);
      sum += share;
      weighted += share * levels[k];
    }
    bound = Math.max(bound, weighted / sum);
  }
  return bound;
}
