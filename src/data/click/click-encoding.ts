import type { NumberBuckets } from './number-buckets';

/** How a categorical field's texts become ids. */
export interface CategoryEncoding {
  readonly kind: 'categorical';
  readonly name: string;
  readonly column: string;
  /** The part of the text that counts; null for all of it. */
  readonly characters: readonly [number, number] | null;
  readonly ids:
    | {
        readonly kind: 'vocabulary';
        /** The value at position i has id i + 1. */
        readonly values: readonly string[];
        /** By how much the counts behind it may be too small; 0 where they are exact. */
        readonly undercount: number;
      }
    | {
        readonly kind: 'hash';
        /** MurmurHash3 with this seed, modulo `buckets`. */
        readonly seed: number;
        readonly buckets: number;
        /** Buckets that training filled often enough, ascending; the one at position i has id i + 1. */
        readonly kept: readonly number[];
      };
}

/** How a numeric field becomes a number and a bucket. */
export interface NumberEncoding {
  readonly kind: 'numeric';
  readonly name: string;
  readonly buckets: NumberBuckets;
  /** Mean of sign(x) · ln(1 + |x|) over training rows that have the number. */
  readonly mean: number;
  /** Its standard deviation; 1 where it is 0. */
  readonly deviation: number;
}

/** What turns rows of text into ids and numbers: learned from training rows, plain JSON, and part of every saved model. */
export interface ClickEncoding {
  /** The numeric fields first, then the categorical ones. */
  readonly fields: readonly (NumberEncoding | CategoryEncoding)[];
  /** How many rows it was learned from. */
  readonly trainingRows: number;
  /** sha256 over the fields. */
  readonly hash: string;
}

/** sign(x) · ln(1 + |x|): tames amounts that span decades, of either sign. */
export function signedLog(x: number): number {
  return Math.sign(x) * Math.log1p(Math.abs(x));
}
