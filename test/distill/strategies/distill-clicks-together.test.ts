import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClickTable } from '../../../src/data/click/click-table';
import { distillClicks } from '../../../src/distill/click/distill-clicks';
import { distillClicksTogether } from '../../../src/distill/strategies/distill-clicks-together';
import { InputError } from '../../../src/errors';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor/parameter';
import { everyClickModel } from '../../models/click/every-click-model';
import { fields } from '../../models/click/golden';
import { everyRow, tableOf } from '../../models/click/small-table';

const random = new Random(9);
const table = tableOf({
  ids: Int32Array.from({ length: 32 * fields.length }, (_, i) =>
    random.integer(fields[i % fields.length].size),
  ),
  numbers: random.normals(64, 1),
  labels: Float32Array.from({ length: 32 }, (_, row) => row % 2),
});
const softTargets = { logits: random.normals(32, 2), hidden: null };
const shared = {
  ...{ rows: everyRow(table), softTargets, temperature: 2, alpha: 1 },
  ...{ epochs: 3, patience: 1, batchSize: 8, seed: 3 },
};
const rates = { learningRate: 0.02, weightDecay: 0 };
/** Two that learn on, one that stops early. */
const makers = [
  { make: everyClickModel['click-mlp'], stops: false },
  { make: everyClickModel['factorization-machine'], stops: false },
  { make: everyClickModel['logistic-regression'], stops: true },
];
const validateOf = (stops: boolean) => {
  let left = 100;
  return () => (stops ? 1 : left--);
};

/** The table, and how often it was read. */
function counted(): { table: ClickTable; reads: () => number } {
  let reads = 0;
  const read: ClickTable['read'] = (rows) => {
    reads++;
    return table.read(rows);
  };
  const { rows, groups, hash } = table;
  return { table: { fields: table.fields, rows, groups, hash, read }, reads: () => reads };
}

describe('distillClicksTogether', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes each student what it becomes when trained alone, bit for bit, and reads the rows once', () => {
    const apart = counted();
    const alone = makers.map(({ make, stops }) => {
      const student = make();
      const { history } = distillClicks({
        ...{ ...shared, ...rates, student },
        ...{ table: apart.table, validate: validateOf(stops) },
      });
      const hash = hashWeights(student.parameters);
      student.dispose();
      return { hash, losses: history.map(({ trainLoss }) => trainLoss) };
    });
    const one = counted();
    const students = makers.map(({ make, stops }) => ({
      ...{ ...rates, student: make(), validate: validateOf(stops) },
    }));
    const together = distillClicksTogether({ ...shared, table: one.table, students });
    expect(
      together.map(({ student, history }) => ({
        hash: hashWeights(student.parameters),
        losses: history.map(({ trainLoss }) => trainLoss),
      })),
    ).toEqual(alone);
    expect(alone.map(({ losses }) => losses.length)).toEqual([3, 3, 2]);
    expect([one.reads(), apart.reads()]).toEqual([12, 32]);
    for (const { student } of students) student.dispose();
  });

  it('refuses no student, and one that stands there twice', () => {
    const student = everyClickModel['logistic-regression']();
    const own = { ...rates, student, validate: () => 0 };
    expect(() => distillClicksTogether({ ...shared, table, students: [] })).toThrow(InputError);
    expect(() => distillClicksTogether({ ...shared, table, students: [own, own] })).toThrow(/twice/);
    student.dispose();
  });
});
