import type { SealedKind } from './sealed-parquet';

/** Soft targets of pairs on disk. */
export const softTargetsKind: SealedKind = {
  key: 'recdistill.soft-targets',
  name: 'soft targets',
  version: 1,
};

/** What a soft-target file says about itself. */
export interface SoftTargetsDescription {
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  readonly classes: number;
  readonly pairs: number;
}

export function logitColumn(classIndex: number): string {
  return `z${classIndex}`;
}
