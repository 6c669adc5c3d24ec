/** A record of an items or users file by column name. */
export type EntityRecord = Readonly<Record<string, string>>;

/** How one column becomes numbers. */
export interface FeatureColumn {
  /** Name of the column; also the feature's name, or the part before `=` of one. */
  readonly column: string;
  /**
   * `number`: scaled to mean 0 and deviation 1, missing values at the mean. `flag`: 0 or 1 as it stands. `category`:
   * one column a value. `list`: several values in one cell, one column each. `amount`: the first number in a text such
   * as "$1,234.50", missing where there is none, then as `number`.
   */
  readonly kind: 'number' | 'flag' | 'category' | 'list' | 'amount';
  /** Between the values of a `list`. */
  readonly separator?: string;
  /** Takes the value out of the record, for columns that hold more than the value (a year in a title). */
  readonly read?: (record: EntityRecord) => string;
}

/** What an items or users file holds. */
export interface EntityColumns {
  /** Column of the id that the ratings use. */
  readonly id: string;
  /** Columns whose texts are joined to what a language model reads, or a function that writes it. */
  readonly text: readonly string[] | ((record: EntityRecord) => string);
  /**
   * How the columns of `text` are written: `plain` (when left out), or `html`, as shops describe their products: tags,
   * entities and scripts are taken out, and of a list, or of several columns, each part is said once.
   */
  readonly textFormat?: 'plain' | 'html';
  readonly features: readonly FeatureColumn[];
  /** Columns that the functions above read, so that a file without one of them is refused before it is read. */
  readonly reads?: readonly string[];
}
