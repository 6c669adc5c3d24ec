import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { softLoss } from '../../../../src/distill';
import { bprLoss } from '../../../../src/distill/losses/bpr-loss';
import { nextItemLoss } from '../../../../src/distill/losses/next-item-loss';
import { sampledSoftmaxLoss } from '../../../../src/distill/losses/sampled-softmax-loss';
import * as methods from '../../../../src/distill/ranking/methods';
import { evaluate, expectGolden } from './evaluate-loss';

const { inputs, losses, values } = JSON.parse(
  readFileSync(join(__dirname, '../../../fixtures/ranking-methods.json'), 'utf8'),
);
const whole = (rows: number[][]) => Int32Array.from(rows.flat());
const real = (rows: number[][]) => Float32Array.from(rows.flat());

const targets = Int32Array.from(inputs.targets);
const lists = whole(inputs.lists);
const others = whole(inputs.others);
const negatives = whole(inputs.negatives);
const batch = targets.length;
/** The teacher's logits of the named items of each row. */
const teacherOf = (rows: number[][]) =>
  Float32Array.from(rows.flatMap((row, u) => row.map((item) => inputs.teacherLogits[u][item])));
const ranked = { k: inputs.k, items: lists, logits: teacherOf(inputs.lists) };

function ofLogits(name: string, loss: (z: tf.Tensor2D) => tf.Scalar) {
  it(name, () => expectGolden(evaluate(loss, [inputs.studentLogits]), losses[name]));
}

/** A loss of the student's vectors beside the teacher's. */
function ofVectors(
  name: string,
  loss: (vectors: { studentVectors: tf.Tensor2D; teacherVectors: tf.Tensor2D }) => tf.Scalar,
) {
  it(name, () => {
    const found = evaluate(
      (studentVectors) => loss({ studentVectors, teacherVectors: tf.tensor2d(inputs.teacherVectors) }),
      [inputs.vectors],
    );
    expectGolden(found, losses[name]);
  });
}

describe('losses from scratch agree with PyTorch to 1e-5, gradients included', () => {
  ofLogits('nextItem', (logits) => nextItemLoss({ logits, targets }));
  ofLogits('sampledSoftmax', (logits) =>
    sampledSoftmaxLoss({ logits, targets, negatives, probabilities: null }),
  );
  ofLogits('correctedSampledSoftmax', (logits) => {
    const probabilities = Float32Array.from(inputs.probabilities);
    return sampledSoftmaxLoss({ logits, targets, negatives, probabilities });
  });
  ofLogits('bpr', (logits) => bprLoss({ logits, targets, negatives }));
});

describe('ranking losses agree with the papers in PyTorch to 1e-5, gradients included', () => {
  ofLogits('topKKl', (studentLogits) =>
    methods.topKKlLoss({ studentLogits, items: lists, teacherLogits: ranked.logits, temperature: 2 }),
  );
  ofLogits('fullKl', (studentLogits) =>
    softLoss({ studentLogits, teacherLogits: tf.tensor2d(inputs.teacherLogits), temperature: 3 }),
  );
  ofLogits('sampledKl', (studentLogits) => {
    const items = inputs.lists.map((row: number[], u: number) => [...row, ...inputs.others[u]]);
    const teacherLogits = teacherOf(items);
    items.flat().forEach((item: number, at: number) => {
      const u = Math.floor(at / (items[0].length as number));
      if (!inputs.known[u].includes(item)) teacherLogits[at] = -1e30;
    });
    const candidates = { items: whole(items), teacherLogits, others: inputs.others[0].length };
    return methods.sampledKlLoss({ studentLogits, candidates, temperature: 2 });
  });
  ofLogits('rankingDistillation', (studentLogits) => {
    const weights = Float32Array.from(lists, (_, at) => methods.positionWeights(inputs.k, 2)[at % inputs.k]);
    return methods.rankingDistillationLoss({ studentLogits, items: lists, weights });
  });
  ofLogits('dynamicRankingDistillation', (studentLogits) =>
    methods.rankingDistillationLoss({ studentLogits, items: lists, weights: real(values.hybridWeights) }),
  );
  ofLogits('collaborative', (studentLogits) =>
    methods.collaborativeDistillationLoss({
      studentLogits,
      items: whole(inputs.drawn),
      teacherLogits: teacherOf(inputs.drawn),
      temperature: 2,
      bias: 0.4,
      weights: null,
    }),
  );
  ofLogits('bidirectional', (studentLogits) =>
    methods.collaborativeDistillationLoss({
      studentLogits,
      items: whole(inputs.drawn),
      teacherLogits: teacherOf(inputs.drawn),
      temperature: 5,
      bias: 0,
      weights: real(inputs.drawnWeights),
    }),
  );
  ofLogits('relaxedRanking', (studentLogits) =>
    methods.relaxedRankingDistillationLoss({ studentLogits, interesting: lists, uninteresting: others }),
  );
  ofLogits('dualCorrection', (studentLogits) =>
    methods.dualCorrectionLoss({
      studentLogits,
      underestimated: { items: whole(inputs.under), kept: real(inputs.underKept) },
      overestimated: { items: whole(inputs.over), kept: real(inputs.overKept) },
    }),
  );
  ofLogits('unbiased', (studentLogits) => {
    const pairs = {
      better: whole(inputs.better),
      worse: whole(inputs.worse),
      weights: real(inputs.pairWeights),
    };
    return methods.unbiasedDistillationLoss({ studentLogits, pairs });
  });
  ofLogits('listAgainstCatalogue', (studentLogits) =>
    methods.listAgainstCatalogueLoss({
      studentLogits,
      items: lists,
      isOrdered: Float32Array.from(inputs.ordered),
    }),
  );
  ofLogits('importanceAware', (studentLogits) =>
    methods.importanceAwareRankingLoss({
      studentLogits,
      items: lists,
      weights: real(values.importanceWeights),
      negatives,
    }),
  );
  ofVectors('fullTopology', methods.fullTopologyLoss);
  for (const [name, level] of [
    ['groupGroupTopology', 'group-group'],
    ['groupEntityTopology', 'group-entity'],
  ] as const) {
    const groups = Int32Array.from(inputs.groups);
    ofVectors(name, (vectors) => methods.hierarchicalTopologyLoss({ ...vectors, groups, level }));
  }
  ofVectors('relationalDistance', methods.relationalDistanceLoss);
  ofVectors('relationalAngle', methods.relationalAngleLoss);

  it('expertMixture, in the vectors and in every weight', () => {
    const loss = (studentVectors: tf.Tensor2D, ...weights: tf.Tensor[]) => {
      const [inner, innerBias, outer, outerBias, selector, selectorBias] = weights;
      const at = (table: tf.Tensor, m: number) => tf.squeeze(tf.slice(table, m, 1), [0]);
      const experts = [0, 1].map((m) => ({
        inner: at(inner, m) as tf.Tensor2D,
        innerBias: at(innerBias, m) as tf.Tensor1D,
        outer: at(outer, m) as tf.Tensor2D,
        outerBias: at(outerBias, m) as tf.Tensor1D,
      }));
      return methods.expertMixtureLoss({
        studentVectors,
        teacherVectors: tf.tensor2d(inputs.teacherHidden),
        experts,
        selector: { weights: selector as tf.Tensor2D, bias: selectorBias as tf.Tensor1D },
        noise: tf.tensor2d(inputs.noise),
        temperature: 0.7,
      });
    };
    expectGolden(evaluate(loss, [inputs.hidden, ...inputs.experts]), losses.expertMixture);
  });

  it('collaborativeEmbedding, in the item vectors and in the projection', () => {
    const loss = (studentVectors: tf.Tensor2D, projection: tf.Tensor2D) => {
      const teacherVectors = tf.tensor2d(inputs.teacherItems);
      return methods.collaborativeEmbeddingLoss({ studentVectors, teacherVectors, projection });
    };
    expectGolden(evaluate(loss, [inputs.items, inputs.projection]), losses.collaborativeEmbedding);
  });
});

describe('weights and rankings agree with the papers in Python', () => {
  const close = (found: ArrayLike<number>, expected: number[]) => {
    expect(found.length).toBe(expected.length);
    expected.forEach((value, i) => {
      expect(Math.abs(found[i] - value)).toBeLessThan(1e-6);
    });
  };

  it('positionWeights', () => close(methods.positionWeights(inputs.k, 2), values.positionWeights));

  it('hybridWeights of dynamicWeights', () => {
    const studentOf = (rows: number[][]) =>
      rows.flatMap((row, u) => row.map((item) => inputs.studentLogits[u][item]));
    const dynamic = methods.dynamicWeights({
      best: studentOf(inputs.lists),
      sampled: studentOf(inputs.sampled),
      batch,
      items: inputs.studentLogits[0].length,
      mu: 0.3,
    });
    close(methods.hybridWeights(methods.positionWeights(inputs.k, 2), dynamic), values.hybridWeights.flat());
    expect(new Set(values.hybridWeights.flat()).size).toBeGreaterThan(3);
  });

  it('importanceWeights', () => {
    const own = Int32Array.from(
      inputs.studentLogits.flatMap((row: number[]) =>
        [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, inputs.k),
      ),
    );
    const importance = { position: 0.3, confidence: 0.5, consistency: 0.1, lambda: 1.5, temperature: 2 };
    close(methods.importanceWeights({ lists: ranked, own, importance }), values.importanceWeights.flat());
  });

  it('consensusRanking and rankingDiscrepancy', () => {
    const { ranking, ...query } = values.consensus;
    expect([...methods.consensusRanking(query)]).toEqual(ranking);
    const { value, ...pair } = values.discrepancy;
    expect(methods.rankingDiscrepancy(pair)).toBeCloseTo(value, 10);
  });
});
