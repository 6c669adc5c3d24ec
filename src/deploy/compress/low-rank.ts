import { principalAxes } from '../../student/wasm/principal-axes';

/** X ≈ left · right. */
export interface LowRank {
  /** [rows, rank] */
  readonly left: Float32Array;
  /** [rank, width], orthonormal rows */
  readonly right: Float32Array;
}

/** Squared correlation below which two axes count as orthogonal. */
const EXACT = 1e-24;

/**
 * The nearest matrix of a rank in squared error: with V_r the eigenvectors of XᵀX of the largest eigenvalues (the right
 * singular vectors of X), left = X V_r and right = V_rᵀ; ‖X − left · right‖² is the sum of the other eigenvalues.
 * @param values [rows, width], row-major
 * @throws RangeError where the rank is not 1 .. width
 * @see Eckart & Young 1936, Psychometrika 1(3)
 */
export function lowRank(options: {
  readonly values: Float32Array;
  readonly width: number;
  readonly rank: number;
}): LowRank {
  const { values, width, rank } = options;
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= width))
    throw new RangeError(`lowRank: rank must be 1 .. ${width}, found ${rank}`);
  const rows = values.length / width;
  const axes = principalAxes(gramOf(values, width), width, EXACT).subarray(0, rank * width);
  const left = new Float32Array(rows * rank);
  for (let row = 0; row < rows; row++) {
    for (let r = 0; r < rank; r++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += values[row * width + k] * axes[r * width + k];
      left[row * rank + r] = sum;
    }
  }
  return { left, right: Float32Array.from(axes) };
}

/** XᵀX, [width, width] */
function gramOf(values: Float32Array, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let start = 0; start < values.length; start += width)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) gram[a * width + b] += values[start + a] * values[start + b];
  return gram;
}
