import { describe, expect, it } from 'vitest';
import {
  accuracy,
  calibration,
  classificationReport,
  evaluateRatings,
  expectationOf,
  fidelity,
  logLoss,
  mae,
  rmse,
} from '../../src/evaluate';
import { Random } from '../../src/random';
import { golden } from './golden';

const { levels } = golden;
const classes = levels.length;
const cases = [
  { name: 'plain', probabilities: golden.probabilities, labels: golden.labels, expected: golden.plain },
  { name: 'rare', probabilities: golden.rareProbabilities, labels: golden.rareLabels, expected: golden.rare },
] as const;

describe.each(cases)('against scikit-learn, $name case', ({ probabilities, labels, expected }) => {
  it('evaluateRatings gives the same errors, accuracy and log-loss', () => {
    const scores = evaluateRatings({ probabilities, labels, levels });
    expect(scores.rmse).toBeCloseTo(expected.rmse, 6);
    expect(scores.mae).toBeCloseTo(expected.mae, 6);
    expect(scores.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(scores.logLoss).toBeCloseTo(expected.logLoss, 6);
  });

  it('classificationReport gives the same scores, averages and confusion matrix', () => {
    const report = classificationReport({ probabilities, labels, levels });
    expect(report.confusion).toEqual(expected.confusion);
    const pairs = [
      [report.macro, expected.macro],
      [report.weighted, expected.weighted],
      ...report.perClass.map((scores, c) => [scores, expected.perClass[c]] as const),
    ] as const;
    for (const [found, wanted] of pairs) {
      expect(found.precision).toBeCloseTo(wanted.precision, 12);
      expect(found.recall).toBeCloseTo(wanted.recall, 12);
      expect(found.f1).toBeCloseTo(wanted['f1-score'], 12);
      expect(found.support).toBe(wanted.support);
    }
  });
});

describe('rmse and mae', () => {
  it('are the formulas on a worked example', () => {
    const pairs = { predictions: [1, 2, 5], ratings: [2, 2, 3] };
    expect(rmse(pairs)).toBeCloseTo(Math.sqrt((1 + 0 + 4) / 3), 12);
    expect(mae(pairs)).toBeCloseTo((1 + 0 + 2) / 3, 12);
  });

  it('refuse different lengths, no rows, NaN and unknown options, and say where', () => {
    expect(() => rmse({ predictions: [1], ratings: [1, 2] })).toThrow(/rmse: .*1 rows.*2/);
    expect(() => mae({ predictions: [], ratings: [] })).toThrow(/empty/);
    expect(() => rmse({ predictions: [Number.NaN], ratings: [1] })).toThrow(/predictions\[0\] is NaN/);
    expect(() => rmse({ predictions: [1], rating: [1] } as never)).toThrow(/did you mean "ratings"/);
  });
});

describe('expectationOf', () => {
  it('is the level itself where all probability lies on it, and the middle between two halves', () => {
    const probabilities = [0, 0, 1, 0.5, 0, 0.5];
    expect([...expectationOf({ probabilities, levels: [1, 3, 5] })]).toEqual([5, 3]);
  });

  it('refuses logits', () => {
    expect(() => expectationOf({ probabilities: [2, 1], levels: [1, 2] })).toThrow(/sums to 3.*softmax/);
    expect(() => expectationOf({ probabilities: [-2, 3], levels: [1, 2] })).toThrow(/holds -2/);
  });
});

describe('accuracy and logLoss', () => {
  it('are 1 and 0 for a model that is sure and right', () => {
    const perfect = { probabilities: [1, 0, 0, 1], labels: [0, 1], classes: 2 };
    expect(accuracy(perfect)).toBe(1);
    expect(logLoss(perfect)).toBeCloseTo(0, 12);
  });

  it('logLoss of the uniform distribution is ln K', () => {
    expect(logLoss({ probabilities: [0.25, 0.25, 0.25, 0.25], labels: [2], classes: 4 })).toBeCloseTo(
      Math.log(4),
    );
  });

  it('logLoss stays finite where the true class has probability 0', () => {
    expect(logLoss({ probabilities: [1, 0], labels: [1], classes: 2 })).toBeCloseTo(23 * Math.log(2), 12);
  });

  it('refuse ratings given as labels', () => {
    expect(() => accuracy({ probabilities: [0.5, 0.5], labels: [2], classes: 2 })).toThrow(/not a rating/);
  });
});

describe('calibration', () => {
  it.each([5, 15])('equals the definition over %i bins', (bins) => {
    const { ece } = calibration({
      probabilities: golden.probabilities,
      labels: golden.labels,
      classes,
      bins,
    });
    expect(ece).toBeCloseTo(golden.ece[String(bins)], 6);
  });

  it('is the gap between confidence and accuracy on a worked example', () => {
    const probabilities = [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25];
    const { ece, bins } = calibration({ probabilities, labels: [0, 0, 0, 1], classes: 2, bins: 4 });
    expect(ece).toBe(0);
    expect(bins.map((bin) => bin.count)).toEqual([0, 0, 4, 0]);
    expect(bins[2]).toMatchObject({ confidence: 0.75, accuracy: 0.75 });
    expect(bins[0]).toMatchObject({ confidence: null, accuracy: null });
    expect(calibration({ probabilities, labels: [1, 1, 1, 1], classes: 2, bins: 4 }).ece).toBe(0.75);
  });

  it('is small for labels drawn from the probabilities themselves', () => {
    const random = new Random(3);
    const confident = Float64Array.from({ length: 20_000 }, () => 0.5 + random.uniform() / 2);
    const probabilities = Array.from(confident).flatMap((p) => [p, 1 - p]);
    const labels = Array.from(confident, (p) => (random.uniform() < p ? 0 : 1));
    expect(calibration({ probabilities, labels, classes: 2, bins: 10 }).ece).toBeLessThan(0.02);
  });
});

describe('fidelity', () => {
  it('equals the entropy of SciPy', () => {
    const { kl, agreement } = fidelity({
      teacherProbabilities: golden.probabilities,
      studentProbabilities: golden.studentProbabilities,
      classes,
    });
    expect(kl).toBeCloseTo(golden.kl, 6);
    expect(agreement).toBeCloseTo(golden.agreement, 12);
  });

  it('of a model to itself is KL 0 and agreement 1', () => {
    const itself = { teacherProbabilities: golden.probabilities, studentProbabilities: golden.probabilities };
    expect(fidelity({ ...itself, classes })).toEqual({ kl: 0, agreement: 1 });
  });

  it('takes the teacher as the reference: the two directions differ', () => {
    const a = [0.9, 0.1];
    const b = [0.5, 0.5];
    const forward = fidelity({ teacherProbabilities: a, studentProbabilities: b, classes: 2 }).kl;
    const backward = fidelity({ teacherProbabilities: b, studentProbabilities: a, classes: 2 }).kl;
    expect(forward).toBeCloseTo(0.9 * Math.log(0.9 / 0.5) + 0.1 * Math.log(0.1 / 0.5), 12);
    expect(backward).toBeCloseTo(0.5 * Math.log(0.5 / 0.9) + 0.5 * Math.log(0.5 / 0.1), 12);
  });
});

describe('evaluateRatings', () => {
  it('knows the best possible RMSE where true expectations are known, and null elsewhere', () => {
    const shared = { probabilities: [1, 0, 0, 1], labels: [0, 1], levels: [1, 5] };
    expect(evaluateRatings(shared).bestPossibleRmse).toBeNull();
    expect(evaluateRatings({ ...shared, expectations: [2, 4] }).bestPossibleRmse).toBe(1);
  });

  it('takes ratings between the levels', () => {
    const scores = evaluateRatings({ probabilities: [1, 0], labels: [0], levels: [1, 2], ratings: [1.5] });
    expect(scores.rmse).toBe(0.5);
  });
});
