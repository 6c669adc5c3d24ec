import type { Contexts } from '../../data/contexts';

/** Sequences in which some places are hidden behind a mask. */
export interface MaskedSequences {
  /** [sequences · width], row-major; what a mask hides is not read, -1 fills up on the left. */
  readonly items: Int32Array;
  readonly width: number;
  /** [masks], places among the sequences · width ones. */
  readonly masks: Int32Array;
}

/** Each query's known items in a row of their own, as every place looks at every other, and a mask behind them. */
export function masksBehind({ sequences, width: longest, rows, lengths }: Contexts): MaskedSequences {
  const width = 1 + lengths.reduce((most, length) => Math.max(most, length), 0);
  const items = new Int32Array(rows.length * width).fill(-1);
  const masks = new Int32Array(rows.length);
  rows.forEach((row, q) => {
    const end = (q + 1) * width - 1;
    items.set(sequences.subarray(row * longest, row * longest + lengths[q]), end - lengths[q]);
    masks[q] = end;
  });
  return { items, width, masks };
}
