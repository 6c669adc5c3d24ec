import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import {
  itemTableOf,
  principalTable,
  shareItemTable,
} from '../../../src/distill/strategies/shared-item-table';
import type { ItemTable } from '../../../src/models/ranking/catalogue-vectors';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import { Random } from '../../../src/random';

/** Written by scripts/make-fixtures/principal-table.py. */
const golden = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'principal-table.json'), 'utf8'),
);
const table: ItemTable = { values: Float32Array.from(golden.table), width: golden.width };
const ITEMS = table.values.length / table.width;

const studentOf = (itemText: ItemTable, own: { withIds?: boolean; dimensions?: number } = {}) =>
  new MeanOfHistoryModel({
    ...{ items: ITEMS, dimensions: 2, decay: 1, dropout: 0, withIds: false, itemText, random: new Random(1) },
    ...own,
  });
const everyItem = Int32Array.from({ length: ITEMS }, (_, item) => item);
const contexts: Contexts = {
  users: new Int32Array(ITEMS).fill(-1),
  sequences: everyItem,
  width: 1,
  rows: everyItem,
  lengths: new Int32Array(ITEMS).fill(1),
};
function train(student: MeanOfHistoryModel): void {
  let left = 0;
  distillRanking({
    ...{
      student,
      examples: { contexts, targets: everyItem.map((item) => (item + 1) % ITEMS) },
      teachers: [],
    },
    ...{
      method: null,
      alpha: 0,
      hardWeight: 1,
      validate: () => --left,
      epochs: 3,
      patience: 9,
      batchSize: 4,
    },
    ...{ learningRate: 0.1, weightDecay: 0.1, seed: 2 },
  });
}
const expectClose = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(found[i]).toBeCloseTo(expected[i], 4);
};

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('principalTable', () => {
  it("gives scikit-learn's projection, directions and share of the variance", () => {
    const found = principalTable({ table, dimensions: golden.dimensions });
    expectClose(found.table.values, golden.projected);
    expectClose(found.components, golden.components);
    expect(found.explained).toBeCloseTo(golden.explained, 5);
  });

  it('keeps all differences of inner products where no dimension goes', () => {
    const whole = principalTable({ table, dimensions: table.width });
    expect(whole.explained).toBeCloseTo(1, 6);
    const distance = ({ values, width }: ItemTable, a: number, b: number) =>
      Math.hypot(...Array.from({ length: width }, (_, c) => values[a * width + c] - values[b * width + c]));
    for (let a = 0; a < ITEMS; a++) expect(distance(whole.table, a, 0)).toBeCloseTo(distance(table, a, 0), 4);
  });

  it('refuses more dimensions than there are, and unknown options', () => {
    expect(() => principalTable({ table, dimensions: 6 })).toThrow(
      /from 1 to the table's 5 columns.*found 6/,
    );
    expect(() => principalTable({ table, dimensions: 2, centred: true } as never)).toThrow(/"centred"/);
  });
});

describe('shareItemTable', () => {
  it("scores by the teacher's projected table, which training never moves", () => {
    const student = shareItemTable({
      table,
      dimensions: 2,
      projection: 'principal',
      createStudent: studentOf,
    });
    expectClose(itemTableOf(student).values, golden.projected);
    train(student);
    expectClose(itemTableOf(student).values, golden.projected);
    student.dispose();
  });

  it('learns a projection of its own over the frozen table', () => {
    const student = shareItemTable({ table, dimensions: 2, projection: 'learnt', createStudent: studentOf });
    const weightsOf = () => student.parameters[0].data();
    const start = weightsOf();
    train(student);
    expect(weightsOf()).not.toEqual(start);
    expect(student.constants[0].data()).toEqual(table.values);
    const [weights, { values }] = [weightsOf(), itemTableOf(student)];
    // Row 3 by hand: t_3 W.
    const row = table.values.subarray(3 * 5, 4 * 5);
    const byHand = [0, 1].map((d) => row.reduce((sum, value, c) => sum + value * weights[2 * c + d], 0));
    expectClose(values.subarray(6, 8), byHand);
    student.dispose();
  });

  it('holds the table of the teacher: with roles swapped it is that of the student', () => {
    const teacher = studentOf(table, { dimensions: 4 });
    const student = studentOf(table);
    const shared = (of: MeanOfHistoryModel) =>
      shareItemTable({
        ...{ table: itemTableOf(of), dimensions: 2, projection: 'learnt' as const, createStudent: studentOf },
      });
    const [right, swapped] = [shared(teacher), shared(student)];
    expect(right.constants[0].data()).toEqual(itemTableOf(teacher).values);
    expect(right.constants[0].shape).toEqual([ITEMS, 4]);
    expect(swapped.constants[0].shape).toEqual([ITEMS, 2]);
    for (const model of [teacher, student, right, swapped]) model.dispose();
  });

  it('refuses a student with item vectors of its own or of another width, and disposes it', () => {
    const options = { table, dimensions: 2, projection: 'learnt' as const };
    const withIds = (itemText: ItemTable) => studentOf(itemText, { withIds: true });
    expect(() => shareItemTable({ ...options, createStudent: withIds })).toThrow(/withIds true/);
    const wide = (itemText: ItemTable) => studentOf(itemText, { dimensions: 3 });
    expect(() => shareItemTable({ ...options, createStudent: wide })).toThrow(/weights \[5,2\], found/);
    expect(() => shareItemTable({ ...options, createStudent: studentOf, freeze: 1 } as never)).toThrow(
      /"freeze"/,
    );
  });
});
