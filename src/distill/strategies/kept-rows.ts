/** 1 for a kept row, 0 for another, scaled so that the mean over the batch becomes that of the kept rows; 0 for none. */
export function keptRows(isKept: readonly boolean[]): Float32Array {
  const kept = isKept.filter(Boolean).length;
  return Float32Array.from(isKept, (keep) => (keep ? isKept.length / kept : 0));
}
