import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClickBatch } from '../../../src/data/click/click-table';
import type { ClickSoftTargets } from '../../../src/distill/click/click-soft-targets';
import { type DistillClicksOptions, distillClicks } from '../../../src/distill/click/distill-clicks';
import { scoreClickTargets } from '../../../src/distill/click/score-click-targets';
import type { ClickModel } from '../../../src/models/click/click-model';
import { clickScorerOf } from '../../../src/models/click/click-scorer';
import { predictClickHidden } from '../../../src/models/click/predict-click-hidden';
import { predictClickLogits } from '../../../src/models/click/predict-click-logits';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor/parameter';
import { everyClickModel } from '../../models/click/every-click-model';
import { fields, fillFrom } from '../../models/click/golden';
import { everyRow, tableOf } from '../../models/click/small-table';

const ROWS = 64;
const random = new Random(4);
/** Whether the ad's id is even decides about the click, but labels are wrong one time in four. */
const drawn: ClickBatch = {
  ids: Int32Array.from({ length: ROWS * fields.length }, (_, i) =>
    random.integer(fields[i % fields.length].size),
  ),
  numbers: random.normals(2 * ROWS, 1),
  labels: new Float32Array(ROWS),
};
const truth = Float32Array.from(drawn.labels, (_, row) => (drawn.ids[4 * row + 3] % 2 === 0 ? 1 : 0));
truth.forEach((click, row) => {
  drawn.labels[row] = row % 4 === 0 ? 1 - click : click;
});
const table = tableOf(drawn);
const rows = everyRow(table);
/** A teacher that knows the truth. */
const knowing: ClickSoftTargets = { logits: truth.map((click) => (click === 1 ? 3 : -3)), hidden: null };

const budget = { epochs: 12, patience: 100, batchSize: 16, learningRate: 0.02, weightDecay: 0, seed: 3 };
/** Every epoch counts as the best one so far, so that the last weights stay. */
function train(options: Partial<DistillClicksOptions> & Pick<DistillClicksOptions, 'student'>) {
  let left = 1000;
  const scratch = { table, rows, softTargets: null, temperature: 2, alpha: 0 };
  return distillClicks({ ...scratch, ...budget, validate: () => left--, ...options });
}
const fresh = (name = 'click-mlp') => everyClickModel[name]();
const logitsOf = (model: ClickModel) => predictClickLogits({ scorer: clickScorerOf(model), table, rows });
const hashAfter = (options: Partial<DistillClicksOptions>) => {
  const student = fresh();
  train({ student, ...options });
  const hash = hashWeights(student.parameters);
  student.dispose();
  return hash;
};
/** Mean distance of a model's logits from those of the truth. */
const distanceFromTruth = (model: ClickModel) =>
  logitsOf(model).reduce((sum, z, row) => sum + Math.abs(z - knowing.logits[row]), 0) / ROWS;

/** A teacher with a hidden layer, its weights far from those of any student here. */
function storedTeacher(): ClickSoftTargets {
  const model = fillFrom('deep-fm', fresh('deep-fm'));
  const targets = scoreClickTargets({ teacher: clickScorerOf(model), hiddenOf: model, table, rows });
  model.dispose();
  return targets;
}

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('distillClicks', () => {
  it('brings the student to what a knowing teacher says, past wrong labels', () => {
    const [scratch, taught] = [fresh(), fresh()];
    train({ student: scratch });
    train({ student: taught, softTargets: knowing, alpha: 4 });
    expect(distanceFromTruth(taught)).toBeLessThan(0.7 * distanceFromTruth(scratch));
    for (const model of [scratch, taught]) model.dispose();
  });

  it('is training from scratch, bit for bit, where all weights are 0', () => {
    const scratch = hashAfter({});
    const none = { alpha: 0, hintWeight: 0, distanceWeight: 0, angleWeight: 0 };
    expect(hashAfter({ softTargets: storedTeacher(), ...none, temperature: 5 })).toBe(scratch);
    expect(hashAfter({ softTargets: knowing, alpha: 1e-3 })).not.toBe(scratch);
  });

  it('comes to the same weights from the same seed, whatever the terms', () => {
    const everything = { alpha: 1, hintWeight: 1, distanceWeight: 1, angleWeight: 1, relationRows: 8 };
    const softTargets = storedTeacher();
    expect(hashAfter({ softTargets, ...everything })).toBe(hashAfter({ softTargets, ...everything }));
    expect(hashAfter({ softTargets, ...everything })).not.toBe(
      hashAfter({ softTargets, ...everything, seed: 4 }),
    );
  });

  it('reports the loss that its equation says', () => {
    const student = fresh('logistic-regression');
    const [z, t] = [logitsOf(student), knowing.logits];
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const entropy = (y: number, p: number) => -y * Math.log(p) - (1 - y) * Math.log(1 - p);
    const losses = Array.from(z, (own, row) => {
      const [p, q] = [sigmoid(t[row] / 2), sigmoid(own / 2)];
      return entropy(drawn.labels[row], sigmoid(own)) + 0.7 * 4 * (entropy(p, q) - entropy(p, p));
    });
    const { history } = train({
      ...{ student, softTargets: knowing, alpha: 0.7 },
      ...{ epochs: 1, batchSize: ROWS },
    });
    expect(history[0].trainLoss).toBeCloseTo(losses.reduce((a, b) => a + b) / ROWS, 5);
    student.dispose();
  });

  it('has other weights where teacher and student have swapped roles', () => {
    const [deep, small] = [fillFrom('deep-fm', fresh('deep-fm')), fillFrom('click-mlp', fresh())];
    const said = [deep, small].map((model) => ({ logits: logitsOf(model), hidden: null }));
    const lossOf = (student: ClickModel, softTargets: ClickSoftTargets) => {
      const one = { epochs: 1, batchSize: ROWS, learningRate: 0 };
      const weightless = { labelWeights: new Float32Array(ROWS), alpha: 1 };
      return train({ student, softTargets, ...weightless, ...one }).history[0].trainLoss;
    };
    expect(Math.abs(lossOf(small, said[0]) - lossOf(deep, said[1]))).toBeGreaterThan(1e-3);
    expect(lossOf(small, said[1])).toBeCloseTo(0, 5);
    for (const model of [deep, small]) model.dispose();
  });

  it('learns from the teacher alone on rows whose label has no weight', () => {
    const wrong = tableOf({ ...drawn, labels: drawn.labels.map((label) => 1 - label) });
    const deaf = { labelWeights: new Float32Array(ROWS), softTargets: knowing, alpha: 1 };
    const [hashes, student] = [[table, wrong].map((own) => hashAfter({ ...deaf, table: own })), fresh()];
    expect(hashes[0]).toBe(hashes[1]);
    train({ student, ...deaf });
    expect(distanceFromTruth(student)).toBeLessThan(2);
    student.dispose();
  });

  it('reads rows of the table as it needs them, each once an epoch', () => {
    const counting = tableOf(drawn);
    const some = Int32Array.of(40, 3, 17, 9);
    const student = fresh();
    train({ student, table: counting, rows: some, epochs: 2, batchSize: 3 });
    expect(counting.asked.slice(0, 4).sort()).toEqual([17, 3, 40, 9]);
    expect(counting.asked).toHaveLength(8);
    student.dispose();
  });

  it('does not move the teacher, which has been stored', () => {
    const softTargets = storedTeacher();
    const copy = { logits: softTargets.logits.slice(), values: softTargets.hidden?.values.slice() };
    hashAfter({ softTargets, alpha: 1, hintWeight: 1 });
    expect({ logits: softTargets.logits, values: softTargets.hidden?.values }).toEqual(copy);
  });
});

describe('terms on hidden layers', () => {
  /** Mean over pairs of |d_s − d_t|, distances relative to their mean. */
  function relationGap(student: ClickModel, { hidden }: ClickSoftTargets): number {
    const own = predictClickHidden({ model: student, table, rows });
    const distances = [own, hidden as NonNullable<typeof hidden>].map(({ values, width }) => {
      const all: number[] = [];
      for (let i = 0; i < ROWS; i++) {
        for (let j = 0; j < i; j++) {
          let sum = 0;
          for (let c = 0; c < width; c++) sum += (values[i * width + c] - values[j * width + c]) ** 2;
          all.push(Math.sqrt(sum));
        }
      }
      const mean = all.reduce((a, b) => a + b) / all.length;
      return all.map((d) => d / mean);
    });
    return distances[0].reduce((sum, d, k) => sum + Math.abs(d - distances[1][k]), 0) / distances[0].length;
  }

  it.each([
    ['rkd by distances', { distanceWeight: 20, relationRows: 12 }],
    ['rkd by angles', { angleWeight: 20, relationRows: 8 }],
    ['a hint', { hintWeight: 20 }],
    ['kd and a hint', { alpha: 1, hintWeight: 20 }],
  ])('with %s the student lies as its teacher does, more than from scratch', (_, weights) => {
    const softTargets = storedTeacher();
    const [scratch, taught] = [fresh(), fresh()];
    train({ student: scratch, epochs: 30 });
    train({ student: taught, softTargets, ...weights, epochs: 30 });
    expect(relationGap(taught, softTargets)).toBeLessThan(0.9 * relationGap(scratch, softTargets));
    for (const model of [scratch, taught]) model.dispose();
  });

  it('are left out of a last batch that is too small for them', () => {
    const all = { alpha: 1, distanceWeight: 1, angleWeight: 1, relationRows: 8 };
    const student = fresh();
    const some = { rows: rows.slice(0, 9), softTargets: firstOf(storedTeacher(), 9) };
    const { history } = train({ student, ...some, ...all, batchSize: 8, epochs: 3 });
    expect(history.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true);
    student.dispose();
  });

  it.each<[string, Partial<Omit<DistillClicksOptions, 'student'>> & { student?: string }, RegExp]>([
    [
      'teachers without hidden layers',
      { softTargets: knowing, hintWeight: 1 },
      /softTargets\.hidden is null/,
    ],
    [
      'students without one',
      { student: 'logistic-regression', hintWeight: 1 },
      /a logistic-regression has none/,
    ],
    ['relations of two rows', { angleWeight: 1, relationRows: 2 }, /relationRows must be .* at least 3/],
    ['relations of an unknown number of rows', { distanceWeight: 1 }, /relationRows .* found undefined/],
  ])('refuse %s', (_, { student = 'click-mlp', ...change }, reason) => {
    const model = fresh(student);
    expect(() => train({ student: model, softTargets: storedTeacher(), ...change })).toThrow(reason);
    model.dispose();
  });
});

function firstOf({ logits, hidden }: ClickSoftTargets, count: number): ClickSoftTargets {
  const cut = hidden && { ...hidden, values: hidden.values.slice(0, count * hidden.width) };
  return { logits: logits.slice(0, count), hidden: cut };
}

describe('distillClicks refuses', () => {
  it.each([
    ['a temperature of 0', { temperature: 0 }, /temperature must be a finite number above 0/],
    ['a negative alpha', { alpha: -1 }, /alpha must be a finite number of at least 0, found -1/],
    ['a negative hint', { hintWeight: -1 }, /hintWeight must be/],
    ['no rows', { rows: new Int32Array(0) }, /rows is empty/],
    ['unknown options', { hintweight: 1 }, /unknown option "hintweight"; did you mean "hintWeight"/],
    ['targets of other rows', { softTargets: firstOf(knowing, 9) }, /teacher's logits of 64 rows, found 9/],
    [
      'targets that are not numbers',
      { softTargets: { logits: new Float32Array(ROWS).fill(Number.NaN), hidden: null } },
      /softTargets\.logits\[0\] is NaN/,
    ],
    ['too few label weights', { labelWeights: new Float32Array(3) }, /each of the 64 rows, found 3/],
  ])('%s', (_, change, reason) => {
    const student = fresh();
    expect(() => train({ student, ...(change as Partial<DistillClicksOptions>) })).toThrow(reason);
    student.dispose();
  });
});
