import type { SealedKind } from '../../soft-targets/sealed-parquet';
import type { RankedSource } from './ranked-targets';

/** How exactly logits are kept: as they are, or on 65,536 or 256 steps between the largest and smallest of a context. */
export type Precision = 'float32' | '16-bit' | '8-bit';

/** Bits of a code, null where there are no codes. */
export const bitsOf: Readonly<Record<Precision, 8 | 16 | null>> = {
  float32: null,
  '16-bit': 16,
  '8-bit': 8,
};

/** Ranked targets on disk. */
export const rankedTargetsKind: SealedKind = {
  key: 'recdistill.ranked-targets',
  name: 'ranked targets',
  version: 1,
};

/** What a file of ranked targets says about itself. */
export interface RankedDescription extends RankedSource {
  readonly contexts: number;
  readonly k: number;
  readonly precision: Precision;
  /** sha256 of the file of vectors beside it, null where none were kept */
  readonly vectors: string | null;
}

/** The file of vectors beside a file of ranked targets. */
export function vectorsPath(path: string): string {
  return `${path}.vectors.safetensors`;
}
