import { packFloat16 } from './float16';
import { type PackedTensor, packed } from './packed-tensor';

/**
 * 1 for the numbers that stay and 0 for the `share` of them that are smallest in magnitude; of equal ones the earlier
 * stays. [values]
 * @throws RangeError where the share is not 0 .. 1
 * @see Han et al. 2015, arXiv:1506.02626
 */
export function magnitudeMask(options: {
  readonly values: Float32Array;
  readonly share: number;
}): Uint8Array {
  const { values, share } = options;
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`magnitudeMask: share must be 0 .. 1, found ${share}`);
  const order = Int32Array.from(values.keys()).sort(
    (a, b) => Math.abs(values[a]) - Math.abs(values[b]) || b - a,
  );
  const mask = new Uint8Array(values.length).fill(1);
  for (const i of order.subarray(0, Math.floor(share * values.length))) mask[i] = 0;
  return mask;
}

/** A table with zeros as its other numbers, in half precision, and a bit a number for where they stand. */
export function packMasked(
  name: string,
  { values, width }: { readonly values: Float32Array; readonly width: number },
): [string, PackedTensor][] {
  const rowBytes = Math.ceil(width / 8);
  const rows = values.length / width;
  const bits = new Uint8Array(rows * rowBytes);
  values.forEach((x, i) => {
    const k = i % width;
    if (x !== 0) bits[Math.floor(i / width) * rowBytes + (k >> 3)] |= 1 << (k & 7);
  });
  const kept = values.filter((x) => x !== 0);
  return [
    [`${name}.mask`, packed([rows, rowBytes], bits)],
    [`${name}.kept`, packFloat16({ shape: [kept.length], values: kept })],
  ];
}
