import type { PairBatch } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import { sha256 } from '../../files/hash';

/** Pairs of user and item for a teacher to score, and which of them are training rows. */
export interface ScoredPairs extends PairBatch {
  /** [pairs], 1 for a training row, 0 for a pair that nobody rated */
  readonly observed: Uint8Array;
}

/** Where soft targets come from; a student may only learn from those that match its data and split. */
export interface SoftTargetsSource {
  /** Hash of the teacher's weights, or of all its members' */
  readonly teacher: string;
  /** `RecommendationData.hash` */
  readonly data: string;
  /** `Split.hash` */
  readonly split: string;
  /** Number of classes a pair */
  readonly classes: number;
}

/** What a teacher said about pairs, once; a temperature is applied when they are read, never when they are kept. */
export interface SoftTargets extends SoftTargetsSource, ScoredPairs {
  /** [pairs, classes], row-major, unscaled */
  readonly logits: Float32Array;
}

/** A name for one teacher's word on one list of pairs. */
export function softTargetsKey(options: {
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  readonly pairs: ScoredPairs;
}): string {
  const { teacher, data, split, pairs } = options;
  return sha256(teacher, data, split, pairs.users, pairs.items, pairs.observed);
}

/** @throws InputError if lengths do not agree or a logit is not finite */
export function checkSoftTargets(where: string, softTargets: SoftTargets): void {
  const { classes, users, items, observed, logits } = softTargets;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new InputError(`${where}: classes must be a whole number of at least 1, found ${classes}`);
  }
  const pairs = users.length;
  if (items.length !== pairs || observed.length !== pairs || logits.length !== pairs * classes) {
    throw new InputError(
      `${where}: expected ${pairs} users, items and observed flags and ${pairs} x ${classes} logits, found ${items.length} items, ${observed.length} flags and ${logits.length} logits; were all made for the same pairs?`,
    );
  }
  const bad = logits.findIndex((logit) => !Number.isFinite(logit));
  if (bad < 0) return;
  throw new InputError(
    `${where}: the logits of pair ${Math.floor(bad / classes)} hold ${logits[bad]}; expected finite numbers, so look at the teacher's training`,
  );
}
