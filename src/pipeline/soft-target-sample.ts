import type { PipelineEvent } from './events';

/** So many rows show how soft targets are spread. */
const mostRows = 5000;

/** The event that shows a teacher's word: rows at even distances, as all of them can be many millions. */
export function softTargetEvent(options: {
  readonly split: string;
  /** [rows, classes], row-major, unscaled; of one class, the logit against 0. */
  readonly logits: Float32Array;
  readonly classes: number;
  readonly temperatures: readonly number[];
}): PipelineEvent & { kind: 'soft targets' } {
  const { split, logits, classes, temperatures } = options;
  const rows = logits.length / classes;
  const count = Math.min(rows, mostRows);
  const wide = Math.max(2, classes);
  const sample = new Float32Array(count * wide);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    // two classes of which the first has the logit 0
    sample.set(logits.subarray(row * classes, (row + 1) * classes), i * wide + (wide - classes));
  }
  return { kind: 'soft targets', split, stage: 'soft targets', logits: sample, classes: wide, temperatures };
}
