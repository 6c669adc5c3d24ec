import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bprLoss } from '../../../src/distill/losses/bpr-loss';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import { sampledKl } from '../../../src/distill/ranking/methods/sampled-kl';
import { topKKl } from '../../../src/distill/ranking/methods/top-k-kl';
import type { MethodBatch, RankingMethod } from '../../../src/distill/ranking/ranking-method';
import {
  adversariallyPerturbed,
  observedBpr,
  worstMove,
} from '../../../src/distill/strategies/perturbed-embeddings';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import { Random } from '../../../src/random';
import { evaluate, expectGolden } from '../ranking/methods/evaluate-loss';

/** Written by scripts/make-fixtures/adversarial.py. */
const { perturbed: golden } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'adversarial.json'), 'utf8'),
);
const teacher = {
  ...{ k: 2, items: Int32Array.of(4, 1, 0, 3, 2, 4), logits: Float32Array.of(3, 1, 2, 2, 4, 0) },
  ...{ hidden: null, itemVectors: null },
};
const batchOf = (h: tf.Tensor2D, v: tf.Tensor2D, b: tf.Tensor): MethodBatch => ({
  ...{ hidden: h, itemVectors: v, studentLogits: tf.add(tf.matMul(h, v, false, true), b) },
  ...{ contexts: Int32Array.of(0, 1, 2), targets: Int32Array.from(golden.targets), teachers: [teacher] },
  ...{ epoch: 0, random: new Random(2) },
});
/** The golden's negatives in the place of drawn ones. */
const bpr: RankingMethod = {
  ...{ name: 'bpr', parameters: [], dispose: () => {} },
  loss: ({ studentLogits: logits, targets }) =>
    bprLoss({ logits, targets, negatives: Int32Array.from(golden.negatives.flat()) }),
};
const leaves = [golden.hidden, golden.itemVectors, [golden.biases]];
const lossOf = (method: RankingMethod) => evaluate((h, v, b) => method.loss(batchOf(h, v, b)), leaves).value;

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('worstMove', () => {
  it('by hand: ε along the gradients, with one norm over all of them', () => {
    const moves = tf.tidy(() =>
      worstMove({ gradients: [tf.tensor1d([3, 0]), tf.tensor1d([0, -4])], epsilon: 10 }).map((move) => [
        ...move.dataSync(),
      ]),
    );
    expect(moves).toEqual([
      [6, 0],
      [0, -8],
    ]);
  });

  it('is 0 where the gradient is, and refuses unknown options', () => {
    const still = tf.tidy(() => [...worstMove({ gradients: [tf.zeros([2])], epsilon: 1 })[0].dataSync()]);
    expect(still).toEqual([0, 0]);
    expect(() => worstMove({ gradients: [], epsilon: 1, norm: 2 } as never)).toThrow(/unknown option "norm"/);
  });
});

describe('adversariallyPerturbed', () => {
  const { epsilon, weight } = golden;

  it("gives PyTorch's value and gradients for APR: the move is a constant, the biases stay", () => {
    const method = adversariallyPerturbed({ method: bpr, epsilon, weight });
    const found = evaluate((h, v, b) => method.loss(batchOf(h, v, b)), leaves);
    expectGolden(found, golden);
  });

  it('is the plain loss twice where nothing moves, and worse by ε · ‖g‖ where little does', () => {
    const at = (e: number) => lossOf(adversariallyPerturbed({ method: bpr, epsilon: e, weight: 1 }));
    expect(lossOf(bpr)).toBeCloseTo(golden.clean, 5);
    expect(at(0)).toBeCloseTo(2 * golden.clean, 5);
    expect((at(0.02) - at(0)) / 0.02).toBeCloseTo(golden.norm, 1);
    // A move the other way would help: this one never does.
    for (const e of [0.1, 0.5, 1]) expect(at(e)).toBeGreaterThan(at(0));
  });

  it('draws the same items in all passes, and leaves the stream where one pass would', () => {
    const drawn: number[][] = [];
    const inner = sampledKl({ temperature: 1, k: 1, others: 2 });
    const watched: RankingMethod = {
      ...inner,
      loss: (batch) => {
        drawn.push(batch.random.position());
        return inner.loss(batch);
      },
    };
    const method = adversariallyPerturbed({ method: watched, epsilon: 0.1, weight: 1 });
    const ends = [inner, method].map((own) =>
      tf.tidy(() => {
        const batch = batchOf(tf.tensor2d(golden.hidden), tf.tensor2d(golden.itemVectors), tf.zeros([1]));
        own.loss(batch);
        return batch.random.position();
      }),
    );
    expect(ends[0]).toEqual(ends[1]);
    expect(drawn.length).toBe(3);
    expect(new Set(drawn.map(String)).size).toBe(1);
  });

  it('trains a student, with its loss under the worst move falling and the number of tensors constant', () => {
    const contexts = {
      users: new Int32Array(4).fill(-1),
      sequences: Int32Array.of(0, 1, 2, 3),
      width: 1,
      rows: Int32Array.of(0, 1, 2, 3),
      lengths: new Int32Array(4).fill(1),
    };
    const examples = { contexts, targets: Int32Array.of(1, 2, 3, 4) };
    const student = new MeanOfHistoryModel({
      ...{ items: 6, dimensions: 3, decay: 1, dropout: 0, withIds: true, itemText: null },
      random: new Random(5),
    });
    const plain = observedBpr({ negatives: 4 });
    const under = adversariallyPerturbed({ method: plain, epsilon: 0.5, weight: 1 });
    const lossUnderMove = () =>
      tf.tidy(() => {
        const { hidden, itemVectors, itemBiases } = student.forward({
          ...{ contexts, training: false, random: null },
        });
        const batch = { ...batchOf(hidden, itemVectors, itemBiases), targets: examples.targets };
        return (
          under.loss(batch).dataSync()[0] - plain.loss({ ...batch, random: new Random(2) }).dataSync()[0]
        );
      });
    let left = 0;
    const during: number[] = [];
    const train = (method: RankingMethod) =>
      distillRanking({
        ...{ student, examples, method, alpha: 1, hardWeight: 0, validate: () => --left, epochs: 15 },
        teachers: [{ contexts: 4, k: 1, items: examples.targets, logits: new Float32Array(4) }],
        ...{ patience: 99, batchSize: 4, learningRate: 0.03, weightDecay: 0, seed: 6 },
        onBatch: () => during.push(tf.memory().numTensors),
      });
    // As in the paper, the moves come in where the student is trained already.
    train(plain);
    const before = lossUnderMove();
    during.length = 0;
    train(under);
    expect(lossUnderMove()).toBeLessThan(0.7 * before);
    expect(new Set(during).size).toBe(1);
    student.dispose();
  });

  it('passes the roles on: a swapped teacher is another loss', () => {
    const value = (logits: Float32Array) => {
      const method = adversariallyPerturbed({ method: topKKl({ temperature: 1 }), epsilon, weight });
      const swapped = { ...teacher, logits };
      return evaluate((h, v, b) => method.loss({ ...batchOf(h, v, b), teachers: [swapped] }), leaves).value;
    };
    expect(Math.abs(value(teacher.logits) - value(teacher.logits.map((z) => -z)))).toBeGreaterThan(0.1);
  });

  it('refuses settings out of range and unknown options', () => {
    const options = { method: bpr, epsilon: 1, weight: 1 };
    expect(() => adversariallyPerturbed({ ...options, epsilon: -1 })).toThrow(/epsilon/);
    expect(() => adversariallyPerturbed({ ...options, weight: 0 })).toThrow(/weight/);
    expect(() => adversariallyPerturbed({ ...options, lambda: 1 } as never)).toThrow(/"lambda"/);
    expect(() => observedBpr({ negatives: 0 })).toThrow(/negatives/);
  });
});
