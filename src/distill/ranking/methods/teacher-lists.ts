import type * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../../errors';
import type { MethodBatch, TeacherBatch } from '../ranking-method';

/** Lists of one length, best first, one for each context of a batch. */
export interface RankedLists {
  readonly k: number;
  /** [batch, k], row-major indices of items */
  readonly items: Int32Array;
  /** [batch, k], unscaled */
  readonly logits: Float32Array;
}

/** The first of the batch's teachers. */
export function theTeacher(where: string, batch: MethodBatch): TeacherBatch {
  if (batch.teachers.length > 0) return batch.teachers[0];
  throw new InputError(`${where}: the batch has no teacher; give the stored soft targets of one`);
}

function firstColumns<T extends Int32Array | Float32Array>(
  values: T,
  shape: { rows: number; from: number; to: number },
): T {
  const cut = values.slice(0, shape.rows * shape.to) as T;
  for (let row = 0; row < shape.rows; row++) {
    const start = row * shape.from;
    cut.set(values.subarray(start, start + shape.to), row * shape.to);
  }
  return cut;
}

/**
 * The best k of what a teacher said, all of it where k is not given.
 * @throws InputError where fewer were stored
 */
export function bestOf(where: string, teacher: RankedLists, k: number = teacher.k): RankedLists {
  if (k === teacher.k) return teacher;
  if (k > teacher.k) {
    throw new InputError(
      `${where}: wants the teacher's best ${k} items, but ${teacher.k} were stored for each context; store more of them or ask for at most ${teacher.k}`,
    );
  }
  const shape = { rows: teacher.items.length / teacher.k, from: teacher.k, to: k };
  return { k, items: firstColumns(teacher.items, shape), logits: firstColumns(teacher.logits, shape) };
}

/** @throws InputError where the teacher's vectors of the contexts were not stored, or have another width */
export function teacherHidden(where: string, teacher: TeacherBatch, width: number): tf.Tensor2D {
  return vectorsOf(where, { vectors: teacher.hidden, name: 'vectors of the contexts (hidden)', width });
}

/** @throws InputError where the teacher's item vectors were not stored, or have another width */
export function teacherItemVectors(where: string, teacher: TeacherBatch, width: number): tf.Tensor2D {
  return vectorsOf(where, { vectors: teacher.itemVectors, name: 'item vectors', width });
}

function vectorsOf(
  where: string,
  { vectors, name, width }: { vectors: tf.Tensor2D | null; name: string; width: number },
): tf.Tensor2D {
  if (vectors === null) {
    throw new InputError(`${where}: needs the teacher's ${name}; store them with the soft targets`);
  }
  if (vectors.shape[1] !== width) {
    throw new InputError(
      `${where}: teacherWidth is ${width}, but the teacher's ${name} are ${vectors.shape[1]} wide; give teacherWidth: ${vectors.shape[1]}`,
    );
  }
  return vectors;
}
