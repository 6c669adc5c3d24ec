const cells = 1024;

/**
 * A list in ascending order, with the first place of each of equal stretches of its range: a lookup starts there, where
 * halving would guess wrong at every second step.
 */
class Grid {
  private readonly ascending: Float32Array;
  private readonly scale: number;
  private readonly starts = new Int32Array(cells + 1);

  constructor(values: Float32Array) {
    this.ascending = values.slice().sort();
    const range = this.ascending[values.length - 1] - this.ascending[0];
    this.scale = range > 0 ? cells / range : 0;
    let place = 0;
    for (let cell = 0; cell <= cells; cell++) {
      while (place < values.length && this.cellOf(this.ascending[place]) < cell) place++;
      this.starts[cell] = place;
    }
  }

  /** How many of the list are smaller than x. */
  countSmaller(x: number): number {
    const { ascending } = this;
    if (x <= ascending[0]) return 0;
    if (x > ascending[ascending.length - 1]) return ascending.length;
    let place = this.starts[this.cellOf(x)];
    while (ascending[place] < x) place++;
    return place;
  }

  private cellOf(x: number): number {
    return Math.floor((x - this.ascending[0]) * this.scale);
  }
}

/**
 * How many of a row's values are larger than each of the chosen ones, without sorting the row.
 * @param row finite values
 * @param chosen some of them
 */
export function countLarger(row: Float32Array, chosen: Float32Array): Int32Array {
  const grid = new Grid(chosen);
  // First the values above exactly i of the chosen, then, summed from the top, those above at least i of them.
  const above = new Int32Array(chosen.length + 1);
  for (let i = 0; i < row.length; i++) above[grid.countSmaller(row[i])]++;
  for (let i = chosen.length - 1; i >= 0; i--) above[i] += above[i + 1];
  // Equal ones among the chosen have no value between them: the next count is that of the last of them.
  return Int32Array.from(chosen, (value) => above[grid.countSmaller(value) + 1]);
}
