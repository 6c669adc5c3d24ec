/** The 65,536 values of IEEE 754 half precision, made on first use. */
let halfValues: Float32Array | null = null;

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Numbers stored as IEEE 754 half precision (little-endian), as single precision; exact. */
export function float16ToFloat32(bytes: Uint8Array): Float32Array {
  halfValues ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  const values = new Float32Array(bytes.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = halfValues[bytes[2 * i] | (bytes[2 * i + 1] << 8)];
  return values;
}

/** Numbers stored as bfloat16 (the upper half of a single, little-endian), as single precision; exact. */
export function bfloat16ToFloat32(bytes: Uint8Array): Float32Array {
  const bits = new Uint32Array(bytes.length / 2);
  for (let i = 0; i < bits.length; i++) bits[i] = ((bytes[2 * i] << 16) | (bytes[2 * i + 1] << 24)) >>> 0;
  return new Float32Array(bits.buffer);
}
