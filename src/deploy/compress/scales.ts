import { type PackedTensor, packed } from './packed-tensor';

/** Scales of rows or groups, and how they lie in the file. */
export interface PackedScales {
  /** As the file's reader finds them; each at least what was asked for, so that nothing is clipped that should not be. */
  readonly values: Float32Array;
  readonly numbers: Int8Array;
  /** values = unit · numbers, [1] */
  readonly unit: Float32Array;
}

/**
 * Scales as whole numbers of 0 .. 127 times one unit, rounded up: scale ≤ stored < scale + unit, with unit the largest
 * scale / 127. A byte a scale, as four would be half of a narrow row of bytes.
 * @see Dettmers et al. 2023, arXiv:2305.14314, section 3, on quantising the constants of quantisation
 */
export function packScales(scales: Float32Array): PackedScales {
  let largest = 0;
  for (const scale of scales) largest = Math.max(largest, scale);
  // A little more than a 127th, so that rounding the unit never makes the largest scale too small.
  const unit = Float32Array.of((largest / 127) * (1 + 2 ** -22));
  const numbers = Int8Array.from(scales, (scale) =>
    unit[0] === 0 ? 0 : Math.min(127, Math.ceil(scale / unit[0])),
  );
  return { numbers, unit, values: Float32Array.from(numbers, (number) => unit[0] * number) };
}

/** The tensors that the scales of `name` are read from. */
export function scaleTensors(
  name: string,
  shape: readonly number[],
  { numbers, unit }: PackedScales,
): [string, PackedTensor][] {
  return [
    [`${name}.scale`, packed(shape, numbers)],
    [`${name}.scale.scale`, packed([1], unit)],
  ];
}
