import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pairClickTable } from '../../../src/data/click/pair-click-table';
import { topKKl } from '../../../src/distill/ranking/methods/top-k-kl';
import { gradNormWeighting } from '../../../src/distill/strategies/grad-norm';
import { clickTask, nextItemTask, ratingTask } from '../../../src/distill/strategies/learning-tasks';
import {
  fixedWeighting,
  type LossWeighting,
  uncertaintyWeighting,
} from '../../../src/distill/strategies/loss-weighting';
import { type DistillTasksOptions, distillTasks } from '../../../src/distill/strategies/multi-task';
import { SharedVectorsModel } from '../../../src/models/multi-task/shared-vectors-model';
import { catalogueLogits } from '../../../src/models/ranking/score-model';
import { predictLogits } from '../../../src/models/rating/predict-logits';
import { Random } from '../../../src/random';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { hashWeights } from '../../../src/tensor/parameter';

const [USERS, ITEMS, CLASSES] = [4, 5, 3];
const pairs = {
  users: Int32Array.from({ length: USERS * ITEMS }, (_, row) => Math.floor(row / ITEMS)),
  items: Int32Array.from({ length: USERS * ITEMS }, (_, row) => row % ITEMS),
};
const isOdd = (row: number) => (pairs.users[row] + pairs.items[row]) % 2;
const train = { ...pairs, labels: pairs.users.map((_, row) => 2 * isOdd(row)) };
/** A teacher that is sure of the opposite of the labels, so that it cannot be mistaken for them. */
const softTargets = {
  ...pairs,
  logits: Float32Array.from({ length: USERS * ITEMS * CLASSES }, (_, at) =>
    at % CLASSES === 2 - 2 * isOdd(Math.floor(at / CLASSES)) ? 6 : 0,
  ),
};
const labels = Float32Array.from(pairs.users, (_, row) => isOdd(row));
const table = pairClickTable({ users: USERS, items: ITEMS, pairs, labels });
const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
const clickTargets = { logits: labels.map((label) => (label === 1 ? -2 : 2)), hidden: null };
const contexts = {
  users: Int32Array.of(0, 1, -1),
  sequences: Int32Array.of(0, 1, 2, 3, 4, -1, 2, 0, 1),
  width: 3,
  rows: Int32Array.of(0, 0, 1, 2),
  lengths: Int32Array.of(1, 2, 1, 0),
};
const examples = { contexts, targets: Int32Array.of(1, 2, 4, -1) };
const teacher = {
  ...{ contexts: 4, k: 2, items: Int32Array.of(3, 4, 0, 1, 2, 3, 1, 0) },
  logits: Float32Array.of(4, 1, 3, 2, 2, 1, 5, 0),
};

const fresh = () =>
  new SharedVectorsModel({
    ...{ users: USERS, items: ITEMS, dimensions: 3, decay: 0.8 },
    ...{ ratingFrequencies: [3, 2, 1], clickFrequencies: [1, 1], random: new Random(2) },
  });
const tasksOf = (model: SharedVectorsModel, alpha: number) => [
  ratingTask({ model: model.rating, train, softTargets, temperature: 2, alpha }),
  clickTask({ model: model.click, table, rows, softTargets: clickTargets, temperature: 2, alpha }),
  nextItemTask({
    ...{ model: model.ranking, examples, teachers: [teacher], method: topKKl({ temperature: 2 }) },
    ...{ alpha, hardWeight: 1 },
  }),
];
function fitted(
  options: {
    alpha: number;
    weighting?: (model: SharedVectorsModel) => LossWeighting;
  } & Partial<Omit<DistillTasksOptions, 'weighting'>>,
) {
  const { alpha, weighting: weightingOf, ...rest } = options;
  const model = fresh();
  const weighting = weightingOf?.(model) ?? fixedWeighting({ weights: [1, 1, 1] });
  let left = 100;
  const result = distillTasks({
    ...{ parameters: model.parameters, tasks: tasksOf(model, alpha), batchSizes: [8, 8, 2], weighting },
    ...{ validate: () => left--, epochs: 6, patience: 10, learningRate: 0.05, weightDecay: 0, seed: 4 },
    ...rest,
  });
  weighting.dispose();
  return { model, result };
}
const number = (value: () => tf.Scalar) => tf.tidy(() => value().dataSync()[0]);

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('SharedVectorsModel', () => {
  it('has the gradients that finite differences give, in every head and in the shared vectors', () => {
    const model = fresh();
    // From zeros and ones, so that no slope is 0 by symmetry.
    const random = new Random(9);
    for (const parameter of model.parameters) {
      const noise = random.normals(parameter.size, 0.5);
      parameter.assign(parameter.data().map((value, i) => value + noise[i]));
    }
    const tasks = tasksOf(model, 0.7);
    const loss = () =>
      tf.addN(
        tasks.map((task, t) =>
          task.loss(
            Int32Array.from({ length: task.rows }, (_, row) => row),
            new Random(t),
          ),
        ),
      ) as tf.Scalar;
    const { gradients } = valueAndGradients({ parameters: model.parameters, loss });
    expect(gradients.size).toBe(model.parameters.length);
    for (const [parameter, { values }] of gradients) {
      const slopes = values.dataSync() as Float32Array;
      const at = slopes.reduce((best, slope, i) => (Math.abs(slope) > Math.abs(slopes[best]) ? i : best), 0);
      const start = parameter.data();
      const [above, below] = [1e-2, -1e-2].map((step) => {
        parameter.assign(start.map((value, i) => (i === at ? value + step : value)));
        return number(loss);
      });
      parameter.assign(start);
      expect(Math.abs(slopes[at]), parameter.name).toBeGreaterThan(1e-3);
      expect(Math.abs(slopes[at] - (above - below) / 2e-2), parameter.name).toBeLessThan(
        1e-2 * Math.abs(slopes[at]) + 1e-3,
      );
    }
    disposeGradients(gradients);
    model.dispose();
  });

  it('scores by hand: unknown users and items have a vector of 0', () => {
    const model = fresh();
    const named = (name: string) => model.parameters.find((parameter) => parameter.name === name);
    named('users')?.assign(Float32Array.from({ length: USERS * 3 }, () => 1));
    named('items')?.assign(Float32Array.from({ length: ITEMS * 3 }, (_, i) => Math.floor(i / 3)));
    named('click/gains')?.assign(Float32Array.of(1, 2, 0));
    named('click/offset')?.assign(Float32Array.of(0.5));
    named('next/history')?.assign(new Float32Array(9));
    const ids = Int32Array.of(1, 3, 0, 3, 2, 0);
    const scored = tf.tidy(() => {
      const batch = { ids, numbers: new Float32Array(0) };
      const click = model.click.forward({ batch, training: false, random: null }).logits.arraySync();
      const forward = model.ranking.forward({ contexts, training: false, random: null });
      return { click, next: catalogueLogits(forward).arraySync() };
    });
    expect(scored.click).toEqual([6.5, 0.5, 0.5]);
    expect(scored.next[0]).toEqual([0, 3, 6, 9, 12]);
    expect(scored.next[3]).toEqual([0, 0, 0, 0, 0]);
    model.dispose();
  });

  it('refuses sizes and options that no model has, and click tables of other fields', () => {
    const options = { users: 1, items: 1, dimensions: 0, decay: 1, random: new Random(1) };
    const counts = { ratingFrequencies: [1, 1], clickFrequencies: [1, 1] };
    expect(() => new SharedVectorsModel({ ...options, ...counts })).toThrow(/dimensions .* found 0/);
    expect(() => new SharedVectorsModel({ ...options, ...counts, width: 3 } as never)).toThrow(/"width"/);
    const model = fresh();
    const batch = { ids: Int32Array.of(1, 2), numbers: Float32Array.of(1) };
    expect(() => tf.tidy(() => model.click.forward({ batch, training: false, random: null }).logits)).toThrow(
      /pairClickTable/,
    );
    model.dispose();
  });
});

describe('the tasks', () => {
  it("measure the teacher's divergence in its own direction: with roles swapped the losses are others", () => {
    const model = fresh();
    const all = Int32Array.from(rows);
    const parts = [0, 1].map((alpha) => tasksOf(model, alpha).slice(0, 2));
    const soft = [0, 1].map(
      (t) =>
        number(() => parts[1][t].loss(all, new Random(3))) -
        number(() => parts[0][t].loss(all, new Random(3))),
    );
    const softmax = (z: ArrayLike<number>, t: number) => {
      const powers = Array.from(z, (value) => Math.exp(value / t));
      return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
    };
    const kl = (p: number[], q: number[]) => p.reduce((sum, x, c) => sum + x * Math.log(x / q[c]), 0);
    const own = predictLogits({ model: model.rating, pairs });
    const draws = new Random(3);
    let [forward, backward] = [0, 0];
    for (const _ of all) {
      const pair = draws.integer(all.length) * CLASSES;
      const [p, q] = [softTargets.logits, own].map((z) => softmax(z.subarray(pair, pair + CLASSES), 2));
      forward += (4 * kl(p, q)) / all.length;
      backward += (4 * kl(q, p)) / all.length;
    }
    expect(soft[0]).toBeCloseTo(forward, 4);
    expect(Math.abs(soft[0] - backward)).toBeGreaterThan(1e-2);
    // Every untrained click logit is near 0, the teacher's are ±2: KL(σ(1) ‖ ½) is not KL(½ ‖ σ(1)).
    const sure = 1 / (1 + Math.exp(-1));
    expect(soft[1]).toBeCloseTo(4 * kl([sure, 1 - sure], [0.5, 0.5]), 1);
    expect(Math.abs(soft[1] - 4 * kl([0.5, 0.5], [sure, 1 - sure]))).toBeGreaterThan(0.02);
    model.dispose();
  });

  it('refuse a teacher of other rows, a method without teachers and unknown options', () => {
    const model = fresh();
    const click = { model: model.click, table, rows, softTargets: clickTargets, temperature: 1, alpha: 1 };
    expect(() => clickTask({ ...click, rows: Int32Array.of(1) })).toThrow(/teacher's logits of 1 rows/);
    expect(() => clickTask({ ...click, beta: 1 } as never)).toThrow(/unknown option "beta"/);
    const next = {
      model: model.ranking,
      examples,
      method: topKKl({ temperature: 1 }),
      alpha: 1,
      hardWeight: 1,
    };
    expect(() => nextItemTask({ ...next, teachers: [] })).toThrow(/at least one for a method/);
    model.dispose();
  });
});

describe('distillTasks', () => {
  const clicksOf = (model: SharedVectorsModel) =>
    tf.tidy(() => {
      const { ids, numbers } = table.read(rows);
      return model.click
        .forward({ batch: { ids, numbers }, training: false, random: null })
        .logits.arraySync();
    });

  it('brings every head to its teacher, past its labels', () => {
    const [scratch, taught] = [0, 8].map((alpha) => fitted({ alpha, epochs: 12 }).model);
    const agreement = (model: SharedVectorsModel) =>
      clicksOf(model).filter((z, row) => Math.sign(z) === Math.sign(clickTargets.logits[row])).length;
    expect(agreement(taught)).toBeGreaterThan(agreement(scratch) + 10);
    const likelyOf = (model: SharedVectorsModel) => {
      const z = predictLogits({ model: model.rating, pairs });
      return rows.reduce(
        (sum, row) => sum + z[row * 3 + 2 - 2 * isOdd(row)] - z[row * 3 + 2 * isOdd(row)],
        0,
      );
    };
    expect(likelyOf(taught)).toBeGreaterThan(likelyOf(scratch) + rows.length);
    for (const model of [scratch, taught]) model.dispose();
  });

  it('comes to the same weights from the same seed, whatever the weighting, and to others from another', () => {
    const weightings = {
      fixed: () => fixedWeighting({ weights: [1, 2, 0.5] }),
      uncertainty: () => uncertaintyWeighting({ tasks: 3, learningRate: 0.05 }),
      gradNorm: (model: SharedVectorsModel) =>
        gradNormWeighting({ tasks: 3, shared: model.shared, asymmetry: 1.5, learningRate: 0.02 }),
    };
    const hashes = Object.values(weightings).map((weighting) => {
      const [once, again, other] = [4, 4, 5].map((seed) => {
        const { model, result } = fitted({ alpha: 1, weighting, seed, epochs: 2 });
        const hash = hashWeights(model.parameters);
        model.dispose();
        return { hash, weights: result.weights };
      });
      expect(once).toEqual(again);
      expect(other.hash).not.toBe(once.hash);
      if (weighting !== weightings.fixed) expect(once.weights).not.toEqual([1, 1, 1]);
      return once.hash;
    });
    expect(new Set(hashes).size).toBe(3);
  });

  it('keeps the number of tensors over its steps, and refuses what it does not know', () => {
    const during: number[] = [];
    const { model } = fitted({ alpha: 1, epochs: 2, onBatch: () => during.push(tf.memory().numTensors) });
    expect(during.length).toBe(6);
    expect(new Set(during).size).toBe(1);
    const weighting = fixedWeighting({ weights: [1] });
    const options = { parameters: model.parameters, tasks: [], batchSizes: [], weighting, validate: () => 0 };
    const budget = { epochs: 1, patience: 1, learningRate: 1, weightDecay: 0, seed: 1 };
    expect(() => distillTasks({ ...options, ...budget })).toThrow(/at least one task/);
    expect(() => distillTasks({ ...options, ...budget, checkpoint: {} } as never)).toThrow(/"checkpoint"/);
    model.dispose();
  });
});
