import type { EncodedRow } from './encoding';

/** The logit of a row. */
export type ClickCore = (row: EncodedRow) => number;
