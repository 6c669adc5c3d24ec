import { float16ToFloat32 } from '../../files/half-precision';
import type { StoredTensor } from '../../files/safetensors';
import { type PackedTensor, packed } from './packed-tensor';

/** The largest number that half precision holds. */
export const LARGEST_HALF = 65504;

const single = new Float32Array(1);
const bitsOfSingle = new Uint32Array(single.buffer);

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
}

function halfBits(value: number): number {
  single[0] = value;
  const [bits] = bitsOfSingle;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴.
  if (size < 0x38800000) return sign | roundHalfEven(Math.abs(single[0]) * 2 ** 24);
  const rebased = size - 0x38000000;
  return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
}

/**
 * Single precision as the bits of IEEE 754 half precision, to the nearest, ties to even: |x − half(x)| is at most
 * 2⁻¹¹ |x|, and 2⁻²⁵ where |x| < 2⁻¹⁴.
 * @throws RangeError where a number would round beyond 65504 or is not finite
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) < LARGEST_HALF + 16))
      throw new RangeError(`toFloat16: expected |x| <= ${LARGEST_HALF}, found ${values[i]} at ${i}`);
    halves[i] = halfBits(values[i]);
  }
  return halves;
}

/** In half precision where its numbers fit, as it was where one is too large. */
export function packFloat16({ shape, values }: StoredTensor): PackedTensor {
  const fits = values.every((x) => Math.abs(x) <= LARGEST_HALF);
  return packed(shape, fits ? toFloat16(values) : values);
}

/** In half precision where that loses nothing: indices up to 2048, ratings in halves. */
export function packExactly({ shape, values }: StoredTensor): PackedTensor {
  if (values.some((x) => !(Math.abs(x) <= LARGEST_HALF))) return packed(shape, values);
  const halves = packed(shape, toFloat16(values));
  const read = float16ToFloat32(halves.bytes);
  return values.every((x, i) => x === read[i]) ? halves : packed(shape, values);
}
