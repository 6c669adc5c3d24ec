import type { Description } from '../file/description';
import type { Rows } from '../file/rows';
import { foldInNumber } from '../numbers/fold-in-number';
import type { Moments } from '../numbers/moments';
import { addOuter, solve } from '../numbers/ridge';
import type { OrdinalHead } from './ordinal-head';

export interface FoldInSettings {
  /** λ: how much a new user is held to the mean one. */
  readonly regularisation: number;
  /** The rating that a liked item stands for. */
  readonly likedRating: number;
}

/**
 * `metadata.foldIn` of the model, { regularisation, likedRating }; where it says nothing, λ = 1 and the rating half-way
 * between the two highest levels.
 */
export function foldInSettings(description: Description, levels: readonly number[]): FoldInSettings {
  const [below, highest] = levels.slice(-2);
  return {
    regularisation: Math.max(foldInNumber(description, 'regularisation', 1), 1e-6),
    likedRating: foldInNumber(description, 'likedRating', (below + highest) / 2),
  };
}

/**
 * A new user's row x = [b_u, p_u] from the items that they like, in closed form:
 *   min_x  Σ_{i liked} (t − b_i − ⟨[1, q_i], x⟩)² + λ · Σ_k (x_k − m_k)² / s_k²
 * with t the score whose expected rating is that of a liked item, and m, s² the mean and variance of the trained users'
 * rows, so that the answer does not depend on how a model shares its scale between users and items.
 * @param options.prior of the trained users' rows
 * @param options.items rows [b_i, q_i]
 * @see Koren, Bell & Volinsky 2009, IEEE Computer 42(8), on alternating least squares, which this is half a step of
 */
export function foldIn(options: {
  readonly prior: Moments;
  readonly items: Rows;
  readonly liked: Int32Array;
  readonly head: OrdinalHead;
  readonly settings: FoldInSettings;
}): Float32Array {
  const { prior, items, liked, head, settings } = options;
  const { width } = items;
  const { mean, variance } = prior;
  const [a, b] = [new Float64Array(width * width), new Float64Array(width)];
  const target = head.scoreOf(settings.likedRating);
  const own = new Float32Array(width);
  for (const item of new Set(liked)) {
    items.read(item, own);
    const bias = own[0];
    own[0] = 1;
    addOuter(a, own, 1);
    for (let k = 0; k < width; k++) b[k] += own[k] * (target - bias);
  }
  for (let k = 0; k < width; k++) {
    const precision = settings.regularisation / variance[k];
    a[k * width + k] += precision;
    b[k] += precision * mean[k];
  }
  return Float32Array.from(solve(a, b));
}
