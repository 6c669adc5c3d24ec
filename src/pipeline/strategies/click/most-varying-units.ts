import type { StoredVectors } from '../../../distill/stored-vectors';
import { InputError } from '../../../errors';

/**
 * A layer's units of most variance, in their order: what can be held beside a narrower layer, unit by unit, and is 0 or
 * above where the whole layer is.
 * @throws InputError where the layer is not as wide
 */
export function mostVaryingUnits({ values, width }: StoredVectors, count: number): StoredVectors {
  if (!(Number.isInteger(count) && count >= 1 && count <= width))
    throw new InputError(
      `mostVaryingUnits: expected 1 to ${width} units, found ${count}; make the student's layers narrower than the teacher's`,
    );
  const rows = values.length / width;
  const variances = Float64Array.from({ length: width }, (_, unit) => {
    let [sum, squares] = [0, 0];
    for (let at = unit; at < values.length; at += width) {
      sum += values[at];
      squares += values[at] ** 2;
    }
    return squares / rows - (sum / rows) ** 2;
  });
  const units = [...variances.keys()]
    .sort((a, b) => variances[b] - variances[a] || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
  const kept = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < count; k++) kept[row * count + k] = values[row * width + units[k]];
  return { values: kept, width: count };
}
