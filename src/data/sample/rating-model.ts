import { dot, type LatentItem } from './catalogue';

/** What a user is, before it is put into words. */
export interface LatentUser {
  /** [TASTE_DIMENSIONS] */
  readonly vector: Float64Array;
  /** How much kinder than the mean the user judges. */
  readonly bias: number;
}

/** The rating scale of the sample. */
export const SAMPLE_LEVELS = [1, 2, 3, 4, 5] as const;

/** Where the latent score passes from one level to the next. */
const THRESHOLDS = [-2.1, -1.0, 0.1, 1.4];
/** Spread of the logistic noise: what no model can know. */
const NOISE = 0.55;
const TASTE = 0.75;

/** How much a user likes an item, on the scale of the thresholds. */
export function latentScore(user: LatentUser, item: LatentItem): number {
  return user.bias + item.bias + TASTE * dot(user.vector, item.vector);
}

/**
 * Probabilities of the levels, an ordinal logistic model:
 *   P(rating ≤ level k) = sigmoid((threshold_k − score) / noise)
 * @returns [levels], summing to 1
 */
export function levelProbabilities(score: number): number[] {
  const upTo = THRESHOLDS.map((threshold) => 1 / (1 + Math.exp((score - threshold) / NOISE)));
  return [...upTo, 1].map((p, k) => (k === 0 ? p : p - upTo[k - 1]));
}

/** The rating's true expectation; no model can have a smaller squared error than its predictions. */
export function expectedRating(score: number): number {
  return levelProbabilities(score).reduce((sum, p, k) => sum + p * SAMPLE_LEVELS[k], 0);
}

/**
 * Draws a rating.
 * @param uniform a number drawn from [0, 1)
 */
export function drawRating(score: number, uniform: number): number {
  let rest = uniform;
  const level = levelProbabilities(score).findIndex((p) => {
    rest -= p;
    return rest < 0;
  });
  return SAMPLE_LEVELS[level < 0 ? SAMPLE_LEVELS.length - 1 : level];
}
