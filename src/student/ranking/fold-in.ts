import type { Description } from '../file/description';
import type { Rows } from '../file/rows';
import { foldInNumber } from '../numbers/fold-in-number';
import { meanSquare } from '../numbers/moments';
import { addOuter, solve } from '../numbers/ridge';

/**
 * Vectors of new users from the items that they took, in closed form:
 *   p = argmin Σ_{i taken} (1 − ⟨p, v_i⟩)² + w · Σ_{all i} ⟨p, v_i⟩² + λ s² ‖p‖²
 * with s² the mean squared length of the item vectors, so that λ means the same at any scale; then p is brought to the
 * root mean squared length of the trained users, as item biases are measured against that.
 * `metadata.foldIn` of the model may say λ (`regularisation`, else 1) and w (`unobservedWeight`, else 0.1).
 * @see Hu, Koren & Volinsky 2008, ICDM, doi:10.1109/ICDM.2008.22, equation 4
 */
export function foldInOf(options: {
  readonly description: Description;
  readonly users: Rows;
  readonly vectors: Rows;
}): (taken: Int32Array) => Float32Array {
  const { description, users, vectors } = options;
  const regularisation = Math.max(foldInNumber(description, 'regularisation', 1), 1e-6);
  const unobservedWeight = Math.max(foldInNumber(description, 'unobservedWeight', 0.1), 0);
  let gram: Float64Array | null = null;
  return (taken) => {
    gram ??= gramOf(vectors, unobservedWeight, regularisation);
    const [a, b] = [gram.slice(), new Float64Array(vectors.width)];
    const own = new Float32Array(vectors.width);
    for (const item of new Set(taken)) {
      vectors.read(item, own);
      addOuter(a, own, 1);
      for (let k = 0; k < own.length; k++) b[k] += own[k];
    }
    const p = solve(a, b);
    if (users.count === 0) return Float32Array.from(p);
    const scale = Math.sqrt(meanSquare(users) / p.reduce((sum, value) => sum + value * value, 1e-12));
    return Float32Array.from(p, (value) => value * scale);
  };
}

/** w · VᵀV + λ s² I */
function gramOf(vectors: Rows, weight: number, regularisation: number): Float64Array {
  const { count, width } = vectors;
  const gram = new Float64Array(width * width);
  const own = new Float32Array(width);
  for (let item = 0; item < count; item++) {
    vectors.read(item, own);
    addOuter(gram, own, weight);
  }
  const diagonal = regularisation * meanSquare(vectors);
  for (let k = 0; k < width; k++) gram[k * width + k] += diagonal;
  return gram;
}
