/** One column of a click log, as models read it. */
export interface ClickField {
  readonly name: string;
  /** A numeric field is read twice: as a number, and as the bucket that it falls in. */
  readonly kind: 'categorical' | 'numeric';
  /** Ids run from 0 to size − 1; 0 stands for what is missing, rare or new. */
  readonly size: number;
}

/** Rows side by side, as click models take them. */
export interface ClickBatch {
  /** [rows, fields], row-major; each id within its own field */
  readonly ids: Int32Array;
  /** [rows, numeric fields], row-major: signed log(1 + x), standardised on training rows; 0 where missing */
  readonly numbers: Float32Array;
  /** 1 for a click, 0 for none */
  readonly labels: Float32Array;
  /** [rows] the place of each row's text among the log's different ones; where the table knows them. */
  readonly texts?: Int32Array;
}

/** A click log after hashing and bucketing, in memory or on disk; rows are read as they are needed. */
export interface ClickTable {
  readonly fields: readonly ClickField[];
  readonly rows: number;
  /** @throws RangeError on a row that the table does not have */
  read(rows: Int32Array): ClickBatch;
  /** [rows] who saw it, for AUC by user; null where no column says so. */
  readonly groups: Int32Array | null;
  /** sha256 over the content, part of every cache key. */
  readonly hash: string;
}
