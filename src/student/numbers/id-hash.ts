/** Which row of a shared table a field's id reads; part of every saved hashed model. */
export function hashOf(field: number, id: number): number {
  let z = Math.imul(id, 0x9e3779b1) ^ Math.imul(field + 1, 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 16), 0x7feb352d);
  z = Math.imul(z ^ (z >>> 15), 0x846ca68b);
  return (z ^ (z >>> 16)) >>> 0;
}
