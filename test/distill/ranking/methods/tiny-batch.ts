import * as tf from '@tensorflow/tfjs-node';
import type { MethodBatch, TeacherBatch } from '../../../../src/distill/ranking/ranking-method';
import { Random } from '../../../../src/random';

export const size = { batch: 6, items: 16, k: 8, width: 4, teacherWidth: 5 };

/** [batch, items] */
export function tinyLogits(seed: number, scale = 1): Float32Array {
  return new Random(seed).normals(size.batch * size.items, scale);
}

/** A teacher that stored its best k of these logits, and vectors of contexts and items. */
export function tinyTeacher(options: { seed: number; k?: number; scale?: number }): TeacherBatch {
  const { seed, k = size.k, scale = 1 } = options;
  const logits = tinyLogits(seed, scale);
  const { batch, items, teacherWidth } = size;
  const ranked = Array.from({ length: batch }, (_, row) => {
    const own = logits.subarray(row * items, (row + 1) * items);
    return Array.from(own.keys())
      .sort((a, b) => own[b] - own[a])
      .slice(0, k)
      .map((item) => ({ item, logit: own[item] }));
  }).flat();
  const random = new Random(seed + 1000);
  const vectors = (rows: number) =>
    tf.tensor2d(random.normals(rows * teacherWidth, scale), [rows, teacherWidth]);
  return {
    k,
    items: Int32Array.from(ranked, ({ item }) => item),
    logits: Float32Array.from(ranked, ({ logit }) => logit),
    hidden: vectors(batch),
    itemVectors: vectors(items),
  };
}

export interface StudentTensors {
  readonly studentLogits: tf.Tensor2D;
  readonly hidden: tf.Tensor2D;
  readonly itemVectors: tf.Tensor2D;
}

export function tinyStudent(seed: number, scale = 1): StudentTensors {
  const { batch, items, width } = size;
  const random = new Random(seed);
  return {
    studentLogits: tf.tensor2d(random.normals(batch * items, scale), [batch, items]),
    hidden: tf.tensor2d(random.normals(batch * width, scale), [batch, width]),
    itemVectors: tf.tensor2d(random.normals(items * width, scale), [items, width]),
  };
}

export function tinyBatch(options: {
  student: StudentTensors;
  teachers: readonly TeacherBatch[];
  seed: number;
  epoch?: number;
}): MethodBatch {
  const { student, teachers, seed, epoch = 0 } = options;
  return {
    ...student,
    teachers,
    epoch,
    contexts: Int32Array.from({ length: size.batch }, (_, row) => 10 + row),
    targets: Int32Array.from({ length: size.batch }, (_, row) => (row % 3 === 2 ? -1 : row)),
    random: new Random(seed),
  };
}
