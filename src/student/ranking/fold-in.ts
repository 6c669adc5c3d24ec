import type { Description } from '../file/description';
import type { Rows } from '../file/rows';
import { addOuter, solve } from '../numbers/ridge';

/** `metadata.foldIn` of the model; λ = 1 and a weight of 0.1 of what was not taken where it says nothing. */
function settingsOf({ metadata }: Description): { regularisation: number; unobservedWeight: number } {
  const given = metadata.has('foldIn') ? metadata.part('foldIn') : null;
  const or = (name: string, value: number) => (given?.has(name) ? given.number(name) : value);
  return {
    regularisation: Math.max(or('regularisation', 1), 1e-6),
    unobservedWeight: Math.max(or('unobservedWeight', 0.1), 0),
  };
}

/**
 * Vectors of new users from the items that they took, in closed form:
 *   p = argmin Σ_{i taken} (1 − ⟨p, v_i⟩)² + w · Σ_{all i} ⟨p, v_i⟩² + λ s² ‖p‖²
 * with s² the mean squared length of the item vectors, so that λ means the same at any scale; then p is brought to the
 * length that trained users have on average, as item biases are measured against that.
 * @see Hu, Koren & Volinsky 2008, ICDM, doi:10.1109/ICDM.2008.22, equation 4
 */
export function foldInOf(options: {
  readonly description: Description;
  readonly users: Rows;
  readonly vectors: Rows;
}): (taken: Int32Array) => Float32Array {
  const { users, vectors } = options;
  const { regularisation, unobservedWeight } = settingsOf(options.description);
  let fixed: { readonly gram: Float64Array; readonly length: number } | null = null;
  return (taken) => {
    fixed ??= { gram: gramOf(vectors, unobservedWeight, regularisation), length: meanLength(users) };
    const [a, b] = [fixed.gram.slice(), new Float64Array(vectors.width)];
    const own = new Float32Array(vectors.width);
    for (const item of new Set(taken)) {
      vectors.read(item, own);
      addOuter(a, own, 1);
      for (let k = 0; k < own.length; k++) b[k] += own[k];
    }
    const p = solve(a, b);
    const length = Math.sqrt(p.reduce((sum, value) => sum + value * value, 0));
    const scale = fixed.length > 0 && length > 0 ? fixed.length / length : 1;
    return Float32Array.from(p, (value) => value * scale);
  };
}

/** w · VᵀV + λ s² I */
function gramOf(vectors: Rows, weight: number, regularisation: number): Float64Array {
  const { count, width } = vectors;
  const gram = new Float64Array(width * width);
  const own = new Float32Array(width);
  let squares = 0;
  for (let item = 0; item < count; item++) {
    vectors.read(item, own);
    addOuter(gram, own, weight);
    for (const value of own) squares += value * value;
  }
  for (let k = 0; k < width; k++) gram[k * width + k] += regularisation * Math.max(squares / count, 1e-9);
  return gram;
}

function meanLength(users: Rows): number {
  const own = new Float32Array(users.width);
  let sum = 0;
  for (let user = 0; user < users.count; user++) {
    users.read(user, own);
    sum += Math.sqrt(own.reduce((squares, value) => squares + value * value, 0));
  }
  return users.count === 0 ? 0 : sum / users.count;
}
