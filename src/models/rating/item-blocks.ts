import type { Random } from '../../random';
import { slices } from '../../train/fit';

/** The rows of each item: row numbers of the pairs that hold it. */
export function rowsByItem(items: Int32Array, count: number): readonly Int32Array[] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  items.forEach((item, row) => {
    rows[item].push(row);
  });
  return rows.map((own) => Int32Array.from(own));
}

/**
 * Divides items into blocks of equal number whose texts are about equally long, so that next to no padding is
 * computed; order and ties are random.
 */
export function blocksByLength(options: {
  items: Int32Array;
  /** Tokens of every item's text. */
  lengths: Int32Array;
  itemsPerBlock: number;
  random: Random;
}): Int32Array[] {
  const { items, lengths, itemsPerBlock, random } = options;
  const drawn = Array.from(random.permutation(items.length), (k) => items[k]);
  // A stable sort keeps the drawn order among texts of one length.
  const sorted = Int32Array.from(drawn.sort((a, b) => lengths[a] - lengths[b]));
  const blocks = slices(sorted, itemsPerBlock);
  return Array.from(random.permutation(blocks.length), (b) => blocks[b]);
}
