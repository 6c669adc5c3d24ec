import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { distill } from '../../../src/distill/distill';
import type { DistillTerm } from '../../../src/distill/distill-term';
import { attentionTransfer, attentionTransferLoss } from '../../../src/distill/strategies/attention-transfer';
import { combineTerms } from '../../../src/distill/strategies/combine-terms';
import { layerHint } from '../../../src/distill/strategies/layer-hint';
import {
  patientDistillation,
  patientLoss,
  patientPairs,
} from '../../../src/distill/strategies/patient-distillation';
import {
  similarityPreserving,
  similarityPreservingLoss,
} from '../../../src/distill/strategies/similarity-preserving';
import { solutionFlow, solutionFlowLoss } from '../../../src/distill/strategies/solution-flow';
import { InputError } from '../../../src/errors';
import { predictHiddenLayers } from '../../../src/models/rating/predict-hidden-layers';
import { Random } from '../../../src/random';
import {
  budget,
  ever,
  everyPair,
  factorization,
  network,
  rates,
  teacherPairs,
  train,
} from './small-rating-task';
import { gradientFault, matrix, number, termBatch } from './tiny-term-batch';

type Loss = (studentHidden: tf.Tensor2D, teacherHidden: tf.Tensor2D) => tf.Scalar;

/** The second layer of the flow, the same for all. */
const behind = (seed: number) => matrix(seed, 5, 2);
const losses: Record<string, Loss> = {
  attentionTransferLoss: (studentHidden, teacherHidden) =>
    attentionTransferLoss({ studentHidden, teacherHidden, power: 2 }),
  similarityPreservingLoss: (studentHidden, teacherHidden) =>
    similarityPreservingLoss({ studentHidden, teacherHidden }),
  solutionFlowLoss: (studentHidden, teacherHidden) =>
    solutionFlowLoss({
      from: { studentHidden, teacherHidden },
      to: { studentHidden: behind(8), teacherHidden: behind(9) },
    }),
  patientLoss: (studentHidden, teacherHidden) => patientLoss({ studentHidden, teacherHidden }),
};

describe.each(Object.entries(losses))('%s', (name, loss) => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('has the gradient that finite differences give', () => {
    const teacher = matrix(2, 5, 3);
    const { fault, largest } = gradientFault((h) => loss(h, teacher), matrix(1, 5, 3));
    expect(largest).toBeGreaterThan(0.01);
    expect(fault).toBeLessThan(5e-3);
  });

  it('is 0 where the student’s layer is the teacher’s, and above elsewhere', () => {
    const same = matrix(3, 5, 3);
    const both = name === 'solutionFlowLoss' ? solutionFlowOfOne(same) : loss(same, same);
    expect(Math.abs(number(both))).toBeLessThan(1e-5);
    expect(number(loss(matrix(1, 5, 3), same))).toBeGreaterThan(0.01);
  });

  it('leaves no tensor behind and stays finite for layers of zeros', () => {
    const [student, teacher] = [tf.zeros([5, 3]) as tf.Tensor2D, matrix(2, 5, 3)];
    const before = tf.memory().numTensors;
    const [value, slope] = tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((h: tf.Tensor) => loss(h as tf.Tensor2D, teacher))(student);
      return [number(value), Math.max(...tf.abs(grad).dataSync())];
    });
    expect(Number.isFinite(value) && Number.isFinite(slope)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function solutionFlowOfOne(layer: tf.Tensor2D): tf.Scalar {
  const to = { studentHidden: behind(8), teacherHidden: behind(8) };
  return solutionFlowLoss({ from: { studentHidden: layer, teacherHidden: layer }, to });
}

describe('closed forms', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const layer = (...rows: number[][]) => tf.tensor2d(rows);

  it('attention transfer compares where the layers are active, whatever their widths and scales', () => {
    // Energies 9, 16 (3 : 4 in the squares' roots) against 1, 0.
    const studentHidden = layer([3, 0, 0], [0, 4, 0]);
    const found = attentionTransferLoss({ studentHidden, teacherHidden: layer([0, 2], [0, 0]), power: 2 });
    const length = Math.hypot(9, 16);
    expect(number(found)).toBeCloseTo((1 - 9 / length) ** 2 + (16 / length) ** 2, 5);
    const alike = layer([30], [40]);
    expect(number(attentionTransferLoss({ studentHidden, teacherHidden: alike, power: 2 }))).toBeCloseTo(
      0,
      6,
    );
  });

  it('similarities of two samples: at a right angle for the student, in one direction for the teacher', () => {
    const studentHidden = layer([1, 0], [0, 5]);
    const teacherHidden = layer([1], [1]);
    const half = Math.SQRT1_2;
    const expected = (2 * ((1 - half) ** 2 + half ** 2)) / 4;
    expect(number(similarityPreservingLoss({ studentHidden, teacherHidden }))).toBeCloseTo(expected, 5);
  });

  it('patient distillation is 2 − 2 cos', () => {
    const [studentHidden, teacherHidden] = [layer([2, 0], [1, 1]), layer([0, 3], [5, 0])];
    const expected = (2 + (2 - 2 * Math.SQRT1_2)) / 2;
    expect(number(patientLoss({ studentHidden, teacherHidden }))).toBeCloseTo(expected, 5);
  });

  it('the flow compares products of two layers', () => {
    const from = { studentHidden: layer([1, 2]), teacherHidden: layer([2, 0]) };
    const to = { studentHidden: layer([3]), teacherHidden: layer([1]) };
    // [3, 6] against [2, 0]
    expect(number(solutionFlowLoss({ from, to }))).toBeCloseTo((1 + 36) / 2, 5);
  });
});

describe('patientPairs', () => {
  const pairs = (matching: 'skip' | 'last', withLast: boolean) =>
    patientPairs({ studentLayers: 6, teacherLayers: 12, matching, withLast }).map(({ teacher }) => teacher);

  it('are those of the paper for 6 layers of 12', () => {
    // There from 1 and without the last: {2, 4, 6, 8, 10} and {7, 8, 9, 10, 11}.
    expect(pairs('skip', false)).toEqual([1, 3, 5, 7, 9]);
    expect(pairs('last', false)).toEqual([6, 7, 8, 9, 10]);
    expect(pairs('skip', true)).toEqual([1, 3, 5, 7, 9, 11]);
    expect(pairs('last', true)).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('refuse a student deeper than its teacher', () => {
    const deep = { studentLayers: 3, teacherLayers: 2, matching: 'skip', withLast: true } as const;
    expect(() => patientPairs(deep)).toThrow(InputError);
  });
});

describe('terms on layers', () => {
  const flow = { from: { student: 0, teacher: 0 }, to: { student: 1, teacher: 1 } };
  const pairs = [flow.from, flow.to];
  const makers: Record<string, () => DistillTerm> = {
    attentionTransfer: () => attentionTransfer({ pairs, power: 2 }),
    similarityPreserving: () => similarityPreserving({ pairs }),
    solutionFlow: () => solutionFlow(flow),
    patientDistillation: () => patientDistillation({ pairs }),
    layerHint: () => layerHint({ pair: flow.to, studentWidth: 4, teacherWidth: 4, random: new Random(1) }),
  };

  it.each(Object.entries(makers))('%s draws a student’s layers to the teacher’s', (_, make) => {
    const before = tf.memory().numTensors;
    const teacher = network({ seed: 9, layers: [6, 4] });
    const softTargets = {
      ...teacherPairs(5),
      hiddenLayers: predictHiddenLayers({ model: teacher, pairs: everyPair }),
    };
    const distance = (alpha: number) => {
      const student = network({ seed: 1, layers: [6, 4] });
      const term = make();
      const settings = { ...budget, epochs: 25, alpha, softTargets, train };
      distill({ ...settings, ...rates, student, term, validate: ever() });
      const layers = predictHiddenLayers({ model: student, pairs: everyPair });
      const found = tf.tidy(() => {
        const tensors = (own: typeof layers) =>
          own.map(({ values, width }) => tf.tensor2d(values, [120, width]));
        const batch = {
          studentLayers: tensors(layers),
          teacherLayers: tensors(softTargets.hiddenLayers),
        };
        return number(term.loss(termBatch(batch)));
      });
      term.dispose();
      student.dispose();
      return found;
    };
    expect(distance(30)).toBeLessThan(0.6 * distance(0));
    teacher.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('say which layer is missing, and on which side', () => {
    const student = network({ layers: [6] });
    const shallow = { ...budget, ...rates, train, student, validate: ever() };
    const softTargets = teacherPairs(5);
    const term = similarityPreserving({ pairs });
    expect(() => distill({ ...shallow, softTargets, term })).toThrow(/wants layer 0 of the teacher/);
    const hidden = { values: new Float32Array(480), width: 4 };
    const deep = { ...softTargets, hiddenLayers: [hidden, hidden] };
    expect(() => distill({ ...shallow, softTargets: deep, term })).toThrow(
      /wants layer 1 of the student, which shows 1/,
    );
    student.dispose();
    const plain = factorization();
    expect(() => predictHiddenLayers({ model: plain, pairs: everyPair })).toThrow(InputError);
    plain.dispose();
  });

  it('are refused without pairs, with widths that differ, and twice in a sum with weights of one name', () => {
    expect(() => attentionTransfer({ pairs: [], power: 2 })).toThrow(InputError);
    expect(() => attentionTransfer({ pairs, power: 0.5 })).toThrow(/power/);
    expect(() => patientDistillation({ pairs: [{ student: -1, teacher: 0 }] })).toThrow(InputError);
    expect(() => similarityPreserving({ pairs, ...{ power: 2 } })).toThrow(/unknown option "power"/);
    tf.tidy(() => {
      const layers = { studentHidden: matrix(1, 5, 3), teacherHidden: matrix(1, 5, 4) };
      expect(() => patientLoss(layers)).toThrow(/attentionTransfer, similarityPreserving/);
      expect(() => similarityPreservingLoss({ ...layers, teacherHidden: matrix(1, 4, 3) })).toThrow(
        RangeError,
      );
    });
    const [first, second] = [makers.layerHint(), makers.layerHint()];
    expect(() =>
      combineTerms([
        { term: first, weight: 1 },
        { term: second, weight: 1 },
      ]),
    ).toThrow(/two terms have a weight named/);
    for (const term of [first, second]) term.dispose();
  });
});
