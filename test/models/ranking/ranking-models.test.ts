import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import { takeContexts } from '../../../src/data/take-contexts';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { catalogueLogits, scorerOf } from '../../../src/models/ranking/score-model';
import { disposeGradients, valueAndGradients } from '../../../src/tensor/gradients';
import { everyRankingModel, readsHistory } from './every-ranking-model';
import { contexts, expectClose, fillFrom, goldens, shape } from './golden';

const { items } = shape;

/** The same queries, each alone in a sequence of its own that ends where its knowledge does. */
function apart({ users, sequences, width, rows, lengths }: Contexts, query: number): Contexts {
  const start = rows[query] * width;
  return {
    users: Int32Array.of(users[rows[query]]),
    sequences: sequences.slice(start, start + lengths[query]),
    width: lengths[query],
    rows: Int32Array.of(0),
    lengths: Int32Array.of(lengths[query]),
  };
}

/** More padding on the right, and other numbers where the sequences are filled up or nobody looks yet. */
function changedBehind(given: Contexts, width: number): Contexts {
  const sequences = new Int32Array(given.users.length * width).fill(-1);
  const known = new Int32Array(given.users.length);
  given.rows.forEach((row, q) => {
    known[row] = Math.max(known[row], given.lengths[q]);
  });
  given.users.forEach((_, row) => {
    const own = given.sequences.subarray(row * given.width, row * given.width + known[row]);
    sequences.set(own, row * width);
    for (let place = known[row]; place < width; place++)
      sequences[row * width + place] = (place + row) % items;
  });
  return { ...given, sequences, width };
}

const scoreOf = (model: RankingModel, asked: Contexts) => scorerOf(model).score(asked);
const rowOf = (scores: Float32Array, query: number) => [
  ...scores.subarray(query * items, (query + 1) * items),
];

describe.each(Object.keys(everyRankingModel))('%s', (name) => {
  const fresh = everyRankingModel[name];
  const filled = () => fillFrom(name, fresh());

  it('gives the logits of PyTorch with the same weights', () => {
    const model = filled();
    expectClose(scoreOf(model, contexts), goldens[name].logits);
    model.dispose();
  });

  it('answers a query alone as it does beside others on the same sequence', () => {
    const model = filled();
    const together = scoreOf(model, contexts);
    contexts.rows.forEach((_, query) => {
      expectClose(scoreOf(model, apart(contexts, query)), rowOf(together, query));
    });
    model.dispose();
  });

  it('is blind for whatever stands behind what a query knows', () => {
    const model = filled();
    const first = takeContexts({ contexts, queries: Int32Array.of(0, 3, 4, 5) });
    expectClose(scoreOf(model, changedBehind(first, shape.maxLength)), [...scoreOf(model, first)]);
    model.dispose();
  });

  it('ranks every item finitely for an unknown user without a history', () => {
    const model = filled();
    const nothing = { users: Int32Array.of(-1), sequences: new Int32Array(0), width: 0 };
    const scores = scoreOf(model, { ...nothing, rows: Int32Array.of(0), lengths: Int32Array.of(0) });
    expect(scores).toHaveLength(items);
    expect(scores.every(Number.isFinite)).toBe(true);
    expectClose(scores, rowOf(scoreOf(model, contexts), 5));
    model.dispose();
  });

  it(`${readsHistory(name) ? 'reads' : 'does not read'} the history`, () => {
    const model = filled();
    const scores = scoreOf(model, contexts);
    const isSame = rowOf(scores, 0).every((score, item) => Math.abs(score - rowOf(scores, 1)[item]) < 1e-6);
    expect(isSame).toBe(!readsHistory(name));
    model.dispose();
  });

  it('has the gradients that finite differences give', () => {
    const model = filled();
    const loss = () => {
      const logits = catalogueLogits(model.forward({ contexts, training: true, random: null }));
      // One smooth number in which every logit has a part of its own size.
      const parts = tf.linspace(-1, 1, logits.size);
      return tf.mean(tf.mul(tf.sin(logits), tf.reshape(parts, logits.shape))) as tf.Scalar;
    };
    const lossNow = () => tf.tidy(() => loss().dataSync()[0]);
    const { gradients } = valueAndGradients({ parameters: model.parameters, loss });
    expect(gradients.size).toBe(model.parameters.length);
    for (const [parameter, { values }] of gradients) {
      const slopes = values.dataSync() as Float32Array;
      const at = slopes.reduce((best, slope, i) => (Math.abs(slope) > Math.abs(slopes[best]) ? i : best), 0);
      const start = parameter.data();
      const moved = [1e-2, -1e-2].map((step) => {
        parameter.assign(start.map((value, i) => (i === at ? value + step : value)));
        return lossNow();
      });
      parameter.assign(start);
      const slope = (moved[0] - moved[1]) / 2e-2;
      expect(Math.abs(slopes[at] - slope), parameter.name).toBeLessThan(2e-2 * Math.abs(slope) + 2e-4);
    }
    disposeGradients(gradients);
    model.dispose();
  });

  it('learns one batch by heart, keeping the number of tensors', () => {
    const before = tf.memory().numTensors;
    const model = fresh();
    const sorted = takeContexts({ contexts, queries: Int32Array.of(0, 1, 2, 3, 6, 4, 5) });
    const targets = readsHistory(name) ? [1, 1, 8, 3, 6, 2, 2] : [1, 1, 1, 8, 8, -1, -1];
    const during: number[] = [];
    const { history } = distillRanking({
      student: model,
      examples: { contexts: sorted, targets: Int32Array.from(targets) },
      teachers: [],
      method: null,
      alpha: 0,
      hardWeight: 1,
      validate: () => during.push(tf.memory().numTensors),
      epochs: 120,
      patience: 120,
      batchSize: 3,
      learningRate: 0.03,
      weightDecay: 0,
      seed: 1,
    });
    expect(history[history.length - 1].trainLoss).toBeLessThan(0.1);
    expect(new Set(during).size).toBe(1);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
