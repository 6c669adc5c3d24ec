import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import { catalogueKl } from '../../../src/distill/ranking/methods/catalogue-kl';
import { hint } from '../../../src/distill/ranking/methods/hint';
import type { RankingMethod } from '../../../src/distill/ranking/ranking-method';
import { distillRankingsTogether } from '../../../src/distill/strategies/distill-rankings-together';
import { InputError } from '../../../src/errors';
import { MatrixFactorizationRanking } from '../../../src/models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { Random } from '../../../src/random';
import { hashWeights } from '../../../src/tensor/parameter';

const [ITEMS, USERS, WIDTH] = [6, 8, 3];
const contexts = {
  users: Int32Array.from({ length: USERS }, (_, user) => user),
  sequences: Int32Array.from({ length: 2 * USERS }, (_, at) => (at * 5) % ITEMS),
  width: 2,
  rows: Int32Array.from({ length: 2 * USERS }, (_, query) => query >> 1),
  lengths: Int32Array.from({ length: 2 * USERS }, (_, query) => 1 + (query % 2)),
};
const queries = contexts.rows.length;
const random = new Random(3);
const teacher = {
  ...{ contexts: queries, k: 2, logits: Float32Array.from({ length: 2 * queries }, (_, at) => 2 - (at % 2)) },
  items: Int32Array.from({ length: 2 * queries }, (_, at) => (at * 5 + 1) % ITEMS),
  hidden: { values: random.normals(queries * WIDTH, 1), width: WIDTH },
  itemVectors: { values: random.normals(ITEMS * WIDTH, 1), width: WIDTH },
};
const shared = {
  examples: { contexts, targets: Int32Array.from({ length: queries }, (_, query) => (query * 3) % ITEMS) },
  ...{ teachers: [teacher], alpha: 1, hardWeight: 1, epochs: 4, patience: 1, batchSize: 3, seed: 5 },
};
const shape = { items: ITEMS, dimensions: WIDTH, withIds: true, itemText: null };
const widths = { studentWidth: WIDTH, teacherWidth: WIDTH, items: 4 };

/** One with dropout, one with a method that has weights of its own, and one that stops early. */
const makers: { model: () => RankingModel; method: () => RankingMethod; stops: boolean }[] = [
  {
    model: () => new MeanOfHistoryModel({ ...shape, decay: 0.7, dropout: 0.2, random: new Random(1) }),
    method: () => catalogueKl({ temperature: 2 }),
    stops: false,
  },
  {
    model: () => new MatrixFactorizationRanking({ ...shape, users: USERS, random: new Random(2) }),
    method: () => hint({ ...widths, random: new Random(4) }),
    stops: false,
  },
  {
    model: () => new MeanOfHistoryModel({ ...shape, decay: 1, dropout: 0, random: new Random(1) }),
    method: () => catalogueKl({ temperature: 1 }),
    stops: true,
  },
];
function ownOf({ model, method, stops }: (typeof makers)[number]) {
  let left = 100;
  const validate = () => (stops ? 1 : left--);
  return { student: model(), method: method(), validate, learningRate: 0.05, weightDecay: 0.01 };
}
function letGo(all: readonly ReturnType<typeof ownOf>[]) {
  for (const { student, method } of all) {
    student.dispose();
    method.dispose();
  }
}

describe('distillRankingsTogether', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('makes each student what it becomes when trained alone, bit for bit', () => {
    const [apart, together] = [makers.map(ownOf), makers.map(ownOf)];
    const start = together.map(({ student }) => hashWeights(student.parameters));
    const alone = apart.map((own) => distillRanking({ ...shared, ...own }));
    const results = distillRankingsTogether({ ...shared, students: together });
    results.forEach(({ student, history, bestEpoch }, k) => {
      expect(hashWeights(student.parameters)).toBe(hashWeights(alone[k].student.parameters));
      expect(hashWeights(student.parameters)).not.toBe(start[k]);
      expect([history.length, bestEpoch]).toEqual([alone[k].history.length, alone[k].bestEpoch]);
    });
    expect(results.map(({ history }) => history.length)).toEqual([4, 4, 2]);
    letGo([...apart, ...together]);
  });

  it('refuses no student, one twice, and what students do not have for themselves', () => {
    const own = ownOf(makers[0]);
    expect(() => distillRankingsTogether({ ...shared, students: [] })).toThrow(InputError);
    expect(() => distillRankingsTogether({ ...shared, students: [own, own] })).toThrow(/stands there twice/);
    const wrong = { ...own, alpha: 2 } as typeof own;
    expect(() => distillRankingsTogether({ ...shared, students: [wrong] })).toThrow(/alpha/);
    letGo([own]);
  });
});
