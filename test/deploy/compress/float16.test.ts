import { expect, test } from 'vitest';
import { packExactly, packFloat16, toFloat16 } from '../../../src/deploy/compress/float16';
import { float16ToFloat32 } from '../../../src/files/half-precision';
import { Random } from '../../../src/random';

const back = (values: Float32Array) => float16ToFloat32(new Uint8Array(toFloat16(values).buffer));

test('every number that half precision holds comes back as it was', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((b) => ((b >> 10) & 31) !== 31);
  const values = float16ToFloat32(new Uint8Array(bits.buffer));
  expect(toFloat16(values)).toEqual(bits);
});

test('others go to the nearest, within 2^-11 of their size or 2^-25', () => {
  const random = new Random(1);
  const values = random.normals(5000, 1).map((x, i) => x * 10 ** ((i % 12) - 8));
  back(values).forEach((found, i) => {
    const bound = Math.max(Math.abs(values[i]) * 2 ** -11, 2 ** -25);
    expect(Math.abs(found - values[i])).toBeLessThanOrEqual(bound);
  });
});

test('half-way between two, the even one is taken', () => {
  expect(Array.from(back(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25)))).toEqual([
    1,
    1 + 2 ** -9,
    0,
    2 ** -23,
  ]);
});

test('what is too large is refused, and a tensor with it stays in single precision', () => {
  expect(Array.from(back(Float32Array.of(65519.9, -65504)))).toEqual([65504, -65504]);
  for (const bad of [65520, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => toFloat16(Float32Array.of(bad))).toThrow(/65504/);
  expect(packFloat16({ shape: [1], values: Float32Array.of(70000) }).type).toBe('F32');
  expect(packFloat16({ shape: [1], values: Float32Array.of(0.1) }).type).toBe('F16');
});

test('whole numbers are stored as halves only where none of them changes', () => {
  const typeOf = (...values: number[]) =>
    packExactly({ shape: [values.length], values: Float32Array.from(values) }).type;
  expect(typeOf(0, 1681, 2048, 4.5)).toBe('F16');
  expect(typeOf(2049)).toBe('F32');
  expect(typeOf(0.1)).toBe('F32');
  expect(typeOf(2 ** 23 + 1)).toBe('F32');
});
