import type { Contexts } from './contexts';

/** Several lists of contexts as one; the queries keep their order. */
export function joinContexts(parts: readonly Contexts[]): Contexts {
  const width = parts.reduce((widest, part) => Math.max(widest, part.width), 1);
  const count = parts.reduce((sum, { users }) => sum + users.length, 0);
  const sequences = new Int32Array(count * width).fill(-1);
  const rows: number[] = [];
  let first = 0;
  for (const part of parts) {
    for (let s = 0; s < part.users.length; s++) {
      sequences.set(part.sequences.subarray(s * part.width, (s + 1) * part.width), (first + s) * width);
    }
    for (const row of part.rows) rows.push(first + row);
    first += part.users.length;
  }
  return {
    users: Int32Array.from(parts.flatMap(({ users }) => [...users])),
    sequences,
    width,
    rows: Int32Array.from(rows),
    lengths: Int32Array.from(parts.flatMap(({ lengths }) => [...lengths])),
  };
}
