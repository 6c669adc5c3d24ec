/** A file with rows and named columns, and how to read it. What is left out follows from the file's ending. */
export interface TableFile {
  /** `.csv`, `.tsv`, `.txt`, `.dat`, `.data`, `.json`, `.jsonl` or `.parquet`, all also gzipped (`.gz`). */
  readonly path: string;
  /** Between fields, one character or more; by ending: `,` for .csv, tab for all others. */
  readonly separator?: string;
  /** Whether a field may stand in double quotes; by ending: yes for .csv only. */
  readonly quoted?: boolean;
  /** When left out: UTF-8, and lines that are not valid UTF-8 are read as latin-1 and counted. */
  readonly encoding?: 'utf-8' | 'latin-1';
  /**
   * The columns' names in their order, for files without a header line; `none` calls them by their positions: `1`, `2`,
   * `3` ...
   */
  readonly header?: readonly string[] | 'none';
  /**
   * How delimited text lies in lines: `rows` (when left out), or `sequences`: `user<TAB>item item item`, a line a user,
   * oldest first, without a header line. The table then has a row for each item and the columns `user` and `item`.
   */
  readonly layout?: 'rows' | 'sequences';
}

/** A table in memory; every cell is text until somebody says what it means. */
export interface Table {
  /** Folder and file name, as messages show it. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line (or, for Parquet, the record) at which each row begins, counted from 1. */
  readonly lines: ArrayLike<number>;
}

/** `file:line` of a row. */
export function placeOf(table: Table, row: number): string {
  return `${table.file}:${table.lines[row]}`;
}
