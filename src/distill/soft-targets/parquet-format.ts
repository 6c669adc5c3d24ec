/** The key under which a file's description stands, as JSON, in the Parquet metadata. */
export const descriptionKey = 'recdistill.soft-targets';

/** Raised whenever a reader of the older form would misread the newer. */
export const formatVersion = 1;

/** What a soft-target file says about itself. */
export interface SoftTargetsDescription {
  readonly version: number;
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  readonly classes: number;
  readonly pairs: number;
  /** sha256 of the whole file but for these digits */
  readonly checksum: string;
}

export function logitColumn(classIndex: number): string {
  return `z${classIndex}`;
}
