/** One cell of a table. */
export type FrameCell = string | number | boolean | Date | null | undefined;

/** What a verb takes: a column's name, a lambda or expression string, or a record of them (see arquero's pages). */
export type Expression = unknown;

/**
 * The part of an arquero table that is used most, spelled out so that also compilers that cannot read an ES module's
 * types (tslab's) know it. Every verb gives a new table.
 * @see https://idl.uw.edu/arquero/api/
 */
export interface ArqueroTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  array(column: string): ArrayLike<FrameCell>;
  objects(options?: { limit?: number }): Record<string, FrameCell>[];
  get(column: string, row?: number): FrameCell;
  select(...columns: Expression[]): ArqueroTable;
  rename(...columns: Expression[]): ArqueroTable;
  filter(criterion: Expression): ArqueroTable;
  derive(values: Expression): ArqueroTable;
  orderby(...keys: Expression[]): ArqueroTable;
  groupby(...keys: Expression[]): ArqueroTable;
  rollup(values?: Expression): ArqueroTable;
  count(options?: { as?: string }): ArqueroTable;
  slice(start?: Expression, end?: Expression): ArqueroTable;
  join(other: ArqueroTable, on?: Expression, values?: Expression): ArqueroTable;
  join_left(other: ArqueroTable, on?: Expression, values?: Expression): ArqueroTable;
  print(options?: Expression): ArqueroTable;
  toCSV(options?: Expression): string;
}
