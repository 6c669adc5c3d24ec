/**
 * Clicks as two classes and back, on plain arrays, for what is written over classes: z [rows] to [0, z] [rows, 2].
 * softmax([0, z]) = [1 − σ(z), σ(z)].
 */
export function clickAsClasses(logits: Float32Array): Float32Array {
  const classes = new Float32Array(2 * logits.length);
  logits.forEach((z, row) => {
    classes[2 * row + 1] = z;
  });
  return classes;
}

/** [rows, 2] to z [rows], which is the logit of class 1 against class 0. */
export function classesAsClick(logits: Float32Array): Float32Array {
  return Float32Array.from({ length: logits.length / 2 }, (_, row) => logits[2 * row + 1] - logits[2 * row]);
}
