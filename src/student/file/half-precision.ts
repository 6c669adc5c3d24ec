function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function words(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
}

/** IEEE 754 half precision, little-endian, as single precision; exact. */
export function fromFloat16(bytes: Uint8Array): Float32Array {
  return Float32Array.from(words(bytes), halfValue);
}

/** bfloat16, the upper half of a single, as single precision; exact. */
export function fromBfloat16(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint32Array.from(words(bytes), (word) => word * 65536).buffer);
}
