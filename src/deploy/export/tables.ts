/** A matrix or vector of a model. */
export interface NamedValues {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export function transposed({ name, shape, values }: NamedValues): NamedValues {
  const [rows, columns] = shape;
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column];
  }
  return { name, shape: [columns, rows], values: turned };
}

/** [rows, inner] · [inner, columns], summed in double precision. */
export function productOf(name: string, a: NamedValues, b: NamedValues): NamedValues {
  const [rows, inner] = a.shape;
  const columns = b.shape[1];
  const values = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let k = 0; k < inner; k++) {
      const x = a.values[row * inner + k];
      for (let column = 0; column < columns; column++) sums[column] += x * b.values[k * columns + column];
    }
    values.set(sums, row * columns);
  }
  return { name, shape: [rows, columns], values };
}

/** The sum of tables of one shape. */
export function sumOf(name: string, tables: readonly NamedValues[]): NamedValues {
  const [first] = tables;
  const values = first.values.map((_, i) => tables.reduce((sum, table) => sum + table.values[i], 0));
  return { name, shape: first.shape, values };
}

/** Tables of the same rows side by side. */
export function besideEachOther(name: string, tables: readonly NamedValues[]): NamedValues {
  const rows = tables[0].shape[0];
  const width = tables.reduce((sum, { shape }) => sum + shape[1], 0);
  const values = new Float32Array(rows * width);
  let from = 0;
  for (const { shape, values: own } of tables) {
    for (let row = 0; row < rows; row++)
      values.set(own.subarray(row * shape[1], (row + 1) * shape[1]), row * width + from);
    from += shape[1];
  }
  return { name, shape: [rows, width], values };
}

/** Rows `start` to before `end` of a table. */
export function rowsOf(table: NamedValues, start: number, end: number): NamedValues {
  const width = table.shape[1];
  return {
    name: table.name,
    shape: [end - start, width],
    values: table.values.slice(start * width, end * width),
  };
}

/** Tables of the same width, one below the other. */
export function belowEachOther(name: string, tables: readonly NamedValues[]): NamedValues {
  const rows = tables.reduce((sum, { shape }) => sum + shape[0], 0);
  const width = tables[0].shape[1];
  const values = new Float32Array(rows * width);
  let from = 0;
  for (const { values: own } of tables) {
    values.set(own, from);
    from += own.length;
  }
  return { name, shape: [rows, width], values };
}

/** Columns `start` to before `end` of a table. */
export function columnsOf(name: string, table: NamedValues, start: number, end: number): NamedValues {
  const [rows, width] = table.shape;
  const values = new Float32Array(rows * (end - start));
  for (let row = 0; row < rows; row++)
    values.set(table.values.subarray(row * width + start, row * width + end), row * (end - start));
  return { name, shape: [rows, end - start], values };
}
