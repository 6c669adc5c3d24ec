import { describe, expect, it } from 'vitest';
import { prefixContexts } from '../../../src/data';
import { distillRanking, type RankingExamples } from '../../../src/distill/ranking/distill-ranking';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { everyRankingModel } from '../../models/ranking/every-ranking-model';
import { shape } from '../../models/ranking/golden';

const name = Object.keys(everyRankingModel)[0];
const histories = [
  [0, 1, 2, 3],
  [2, 3, 0],
];
const sequences = { offsets: Int32Array.of(0, 4, 7), items: Int32Array.from(histories.flat()) };
const { contexts, targets } = prefixContexts({
  ...{ sequences, users: Int32Array.of(0, 1), maxLength: 4, shortest: 1, stride: 4 },
});

/** What the model says after training on the examples. */
function learnt(examples: RankingExamples): number[] {
  const model = everyRankingModel[name]();
  distillRanking({
    ...{ student: model, examples, teachers: [], method: null, alpha: 0, hardWeight: 1 },
    ...{
      validate: () => 0,
      epochs: 20,
      patience: 20,
      batchSize: 2,
      learningRate: 0.03,
      weightDecay: 0,
      seed: 1,
    },
  });
  const scores = Array.from(scorerOf(model).score(contexts));
  model.dispose();
  return scores;
}

describe('training on weighted events', () => {
  it('with a weight of 0 is training without the event, to the bit', () => {
    const weights = Float32Array.of(1, 0, 1, 1, 0);
    const without = targets.map((target, query) => (weights[query] === 0 ? -1 : target));
    expect(learnt({ contexts, targets, weights })).toEqual(learnt({ contexts, targets: without }));
    expect(learnt({ contexts, targets, weights })).not.toEqual(learnt({ contexts, targets }));
  });

  it('learns the heavier of two events that one history leads to', () => {
    const twice = {
      ...contexts,
      rows: Int32Array.of(0, 0),
      lengths: Int32Array.of(1, 1),
      users: Int32Array.of(0),
    };
    const first = { ...twice, sequences: contexts.sequences.slice(0, contexts.width) };
    const scores = (weights: Float32Array) => {
      const model = everyRankingModel[name]();
      distillRanking({
        ...{ student: model, examples: { contexts: first, targets: Int32Array.of(1, 2), weights } },
        ...{
          teachers: [],
          method: null,
          alpha: 0,
          hardWeight: 1,
          validate: () => 0,
          epochs: 60,
          patience: 60,
        },
        ...{ batchSize: 1, learningRate: 0.03, weightDecay: 0, seed: 1 },
      });
      const said = scorerOf(model).score(first).slice(0, shape.items);
      model.dispose();
      return said;
    };
    const [light, heavy] = [scores(Float32Array.of(1, 9)), scores(Float32Array.of(9, 1))];
    expect(light[2]).toBeGreaterThan(light[1]);
    expect(heavy[1]).toBeGreaterThan(heavy[2]);
  });

  it('refuses weights of another number of queries', () => {
    expect(() => learnt({ contexts, targets, weights: Float32Array.of(1) })).toThrow(
      '5 queries and 1 weights',
    );
  });
});
