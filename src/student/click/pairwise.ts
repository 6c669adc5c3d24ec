/** What a row's vectors give whose first column is a weight of its own. */
export interface Machine {
  /** Σ_i w_i + Σ_{i<j} ⟨v_i, v_j⟩, the latter as ½ Σ_k ((Σ_i v_ik)² − Σ_i v_ik²). */
  readonly score: number;
  /** The vectors alone, [count · (width − 1)]. */
  readonly vectors: Float32Array;
}

/** @param biased [count, width], row-major */
export function machineOf(biased: Float32Array, width: number): Machine {
  const count = biased.length / width;
  const vectors = new Float32Array(count * (width - 1));
  let score = 0;
  for (let i = 0; i < count; i++) {
    score += biased[i * width];
    vectors.set(biased.subarray(i * width + 1, (i + 1) * width), i * (width - 1));
  }
  for (let k = 0; k < width - 1; k++) {
    let [sum, squares] = [0, 0];
    for (let at = k; at < vectors.length; at += width - 1) {
      sum += vectors[at];
      squares += vectors[at] ** 2;
    }
    score += 0.5 * (sum * sum - squares);
  }
  return { score, vectors };
}
