import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rankingDiscrepancy } from '../../../../src/distill/ranking/methods';
import type { RankingMethod, TeacherBatch } from '../../../../src/distill/ranking/ranking-method';
import { disposeGradients, valueAndGradients } from '../../../../src/tensor/gradients';
import { everyMethod, onLogits, onVectors } from './all-methods';
import { type StudentTensors, size, tinyBatch, tinyStudent, tinyTeacher } from './tiny-batch';

const wantsAll = (name: string) => name === 'fullKl';
const teacherFor = (name: string, scale = 1): TeacherBatch =>
  tinyTeacher({ seed: 2, k: wantsAll(name) ? size.items : size.k, scale });

/** Value and slopes in the student's three tensors. */
function step(method: RankingMethod, student: StudentTensors, options: Parameters<typeof tinyBatch>[0]) {
  const { studentLogits, hidden, itemVectors } = student;
  const { value, grads } = tf.tidy(() =>
    tf.valueAndGrads((...[z, h, v]: tf.Tensor[]) => {
      const leaves = {
        studentLogits: z as tf.Tensor2D,
        hidden: h as tf.Tensor2D,
        itemVectors: v as tf.Tensor2D,
      };
      // Every leaf has a part in it, so that none is missing on the way back.
      const nothing = tf.mul(tf.addN([tf.sum(z), tf.sum(h), tf.sum(v)]), 0);
      return tf.add(method.loss(tinyBatch({ ...options, student: leaves })), nothing) as tf.Scalar;
    })([studentLogits, hidden, itemVectors]),
  );
  return { value: value.dataSync()[0], grads, tensors: [value, ...grads] };
}

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(Object.entries(everyMethod))('%s', (name, create) => {
  it('keeps the number of tensors constant, and frees all with dispose', () => {
    const first = tf.memory().numTensors;
    const method = create();
    const student = tinyStudent(1);
    const teachers = [teacherFor(name)];
    const run = () => tf.dispose(step(method, student, { student, teachers, seed: 4, epoch: 3 }).tensors);
    run();
    const before = tf.memory().numTensors;
    run();
    run();
    expect(tf.memory().numTensors).toBe(before);
    method.dispose();
    tf.dispose([...Object.values(student), teachers[0].hidden, teachers[0].itemVectors] as tf.Tensor[]);
    expect(tf.memory().numTensors).toBe(first);
  });

  it('stays finite, with finite slopes, at logits and vectors of ±1e4', () => {
    const method = create();
    for (const [own, of] of [
      [1e4, 1],
      [1, 1e4],
      [1e4, 1e4],
    ]) {
      const student = tinyStudent(1, own);
      const { value, grads } = step(method, student, { student, teachers: [teacherFor(name, of)], seed: 4 });
      expect(Number.isFinite(value)).toBe(true);
      for (const grad of grads) expect(grad.dataSync().every(Number.isFinite)).toBe(true);
    }
    method.dispose();
  });

  it('gives the same loss for the same random numbers', () => {
    const student = tinyStudent(1);
    const teachers = [teacherFor(name)];
    const lossWith = () => {
      const method = create();
      const { value } = step(method, student, { student, teachers, seed: 4 });
      method.dispose();
      return value;
    };
    expect(lossWith()).toBe(lossWith());
    expect(lossWith()).toBeGreaterThan(0);
  });
});

const withWeights = Object.entries(everyMethod).filter(([name]) =>
  /Experts|hierarchical|hint|Embedding/.test(name),
);

it.each(withWeights)('%s trains every weight of its own', (name, create) => {
  const method = create();
  const batch = tinyBatch({ student: tinyStudent(1), teachers: [teacherFor(name)], seed: 4 });
  const { gradients } = valueAndGradients({
    parameters: method.parameters,
    loss: () => tf.tidy(() => method.loss(batch)),
  });
  expect(method.parameters.length).toBeGreaterThan(0);
  for (const parameter of method.parameters) {
    const slopes = gradients.get(parameter)?.values.dataSync() ?? [];
    expect([parameter.name, slopes.some((slope) => slope !== 0)]).toEqual([parameter.name, true]);
  }
  disposeGradients(gradients);
  method.dispose();
});

/** One row of the student's and of the teacher's ranking, best first. */
function rankingsOf(teacher: TeacherBatch, logits: Float32Array, row: number) {
  const own = logits.subarray(row * size.items, (row + 1) * size.items);
  const ranking = Array.from(own.keys()).sort((a, b) => own[b] - own[a]);
  return { ranking, list: [...teacher.items.subarray(row * teacher.k, (row + 1) * teacher.k)] };
}

/** How far the student's ranking is from the teacher's, a mean over the batch: 0 the same, 1 nothing shared. */
function distanceTo(teacher: TeacherBatch, logits: Float32Array): number {
  const distances = Array.from({ length: size.batch }, (_, row) => {
    const { ranking, list } = rankingsOf(teacher, logits, row);
    return rankingDiscrepancy({ teacher: list, ranking, k: 5, lambda: 3 });
  });
  return distances.reduce((a, b) => a + b) / size.batch;
}

/** Share of neighbours in the teacher's best 5 that the student ranks the other way round. */
function swappedPairs(teacher: TeacherBatch, logits: Float32Array): number {
  let swapped = 0;
  for (let row = 0; row < size.batch; row++) {
    const { ranking, list } = rankingsOf(teacher, logits, row);
    for (let place = 0; place < 4; place++) {
      if (ranking.indexOf(list[place]) > ranking.indexOf(list[place + 1])) swapped++;
    }
  }
  return swapped / (4 * size.batch);
}

// These compare the teacher's items with one another, not with the rest of the catalogue.
const withinTheList = ['topKKl', 'topKKl of fewer'];

describe.each(Object.entries({ ...onLogits, fullKl: everyMethod.fullKl }))('%s', (name, create) => {
  it('moves the student towards the teacher, whose lists stay as they are', () => {
    const method = create();
    const teacher = teacherFor(name);
    const kept = { items: teacher.items.slice(), logits: teacher.logits.slice() };
    const distance = withinTheList.includes(name) ? swappedPairs : distanceTo;
    let student = tinyStudent(1);
    const now = () => distance(teacher, student.studentLogits.dataSync<'float32'>());
    const start = now();
    for (let seed = 0; seed < 60; seed++) {
      const { grads } = step(method, student, { student, teachers: [teacher], seed });
      student = { ...student, studentLogits: tf.sub(student.studentLogits, tf.mul(grads[0], 4)) };
    }
    expect(start).toBeGreaterThan(0.4);
    expect(now()).toBeLessThan(0.5 * start);
    expect(teacher).toMatchObject(kept);
    method.dispose();
  });

  it('leaves the vectors alone', () => {
    const method = create();
    const student = tinyStudent(1);
    const { grads } = step(method, student, { student, teachers: [teacherFor(name)], seed: 1 });
    for (const grad of grads.slice(1)) expect(grad.dataSync().every((slope) => slope === 0)).toBe(true);
    expect(grads[0].dataSync().some((slope) => slope !== 0)).toBe(true);
    method.dispose();
  });
});

describe.each(Object.entries(onVectors))('%s', (_, create) => {
  it('moves the vectors and leaves the logits alone', () => {
    const method = create();
    const teacher = tinyTeacher({ seed: 2 });
    let student = tinyStudent(1);
    const lossAt = () =>
      Array.from(
        { length: 10 },
        (_, seed) => step(method, student, { student, teachers: [teacher], seed }).value,
      ).reduce((a, b) => a + b, 0) / 4;
    const start = lossAt();
    for (let seed = 0; seed < 30; seed++) {
      const { grads } = step(method, student, { student, teachers: [teacher], seed });
      expect(grads[0].dataSync().every((slope) => slope === 0)).toBe(true);
      student = {
        ...student,
        hidden: tf.sub(student.hidden, tf.mul(grads[1], 0.5)),
        itemVectors: tf.sub(student.itemVectors, tf.mul(grads[2], 0.5)),
      };
    }
    expect(lossAt()).toBeLessThan(0.9 * start);
    method.dispose();
  });
});
