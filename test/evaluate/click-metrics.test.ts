import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  auc,
  aucDifference,
  bootstrapMeanDifference,
  calibrationRatio,
  clickCalibration,
  clickLogLoss,
  clickLogLosses,
  evaluateClicks,
  groupAuc,
  logLoss,
  normalisedEntropy,
  pairedTTest,
} from '../../src/evaluate';
import { normalTail } from '../../src/evaluate/significance/normal-tail';
import { Random } from '../../src/random';

/** Written by scripts/make-fixtures/click.py. */
const golden: {
  logits: number[];
  otherLogits: number[];
  labels: number[];
  groups: number[];
  auc: number;
  logLoss: number;
  logLossRows: number[];
  normalisedEntropy: number;
  groupAuc: number;
  leftOut: number;
  leftOutRows: number;
  reliability: { clickRate: number[]; confidence: number[] };
  deLong: Record<'difference' | 'low' | 'high' | 'p', number>;
  normalTail: { z: number; tail: number }[];
} = JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'click.json'), 'utf8')).metrics;

const { logits, labels, groups, otherLogits } = golden;
const scores = { logits, labels };
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

describe('against scikit-learn and SciPy', () => {
  it('evaluateClicks gives the same AUC, log-loss, normalised entropy and AUC by user', () => {
    const found = evaluateClicks({ ...scores, groups });
    expect(found.auc).toBeCloseTo(golden.auc, 12);
    expect(found.logLoss).toBeCloseTo(golden.logLoss, 12);
    expect(found.normalisedEntropy).toBeCloseTo(golden.normalisedEntropy, 12);
    expect(found.groupAuc?.value).toBeCloseTo(golden.groupAuc, 12);
    expect(found.groupAuc).toMatchObject({ leftOut: golden.leftOut, leftOutRows: golden.leftOutRows });
    expect(golden.leftOut).toBeGreaterThan(0);
    expect(found.count).toBe(400);
  });

  it('clickLogLosses gives each row its own', () => {
    const rows = clickLogLosses(scores);
    golden.logLossRows.forEach((row, i) => {
      expect(rows[i]).toBeCloseTo(row, 12);
    });
  });

  it('clickCalibration gives the same reliability curve over its bins that hold rows', () => {
    const full = clickCalibration({ ...scores, bins: 10 }).bins.filter(({ count }) => count > 0);
    expect(full.length).toBe(golden.reliability.clickRate.length);
    full.forEach(({ accuracy, confidence }, b) => {
      expect(accuracy).toBeCloseTo(golden.reliability.clickRate[b], 12);
      expect(confidence).toBeCloseTo(golden.reliability.confidence[b], 12);
    });
  });

  it("aucDifference gives the definition's difference, interval and p", () => {
    const found = aucDifference({ treatment: logits, baseline: otherLogits, labels });
    for (const name of ['difference', 'low', 'high', 'p'] as const) {
      expect(found[name], name).toBeCloseTo(golden.deLong[name], 12);
    }
  });

  it.each(golden.normalTail)('normalTail of $z is $tail', ({ z, tail }) => {
    expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(1e-12);
    expect(normalTail(-z)).toBe(normalTail(z));
  });
});

describe('auc', () => {
  it('is 1 for perfect order, 0 for its mirror, and ½ where all rows tie', () => {
    const truth = [0, 1, 0, 1];
    expect(auc({ logits: [-2, 1, -1, 3], labels: truth })).toBe(1);
    expect(auc({ logits: [2, -1, 1, -3], labels: truth })).toBe(0);
    expect(auc({ logits: [7, 7, 7, 7], labels: truth })).toBe(0.5);
  });

  it('counts a tie by half', () => {
    // Pairs of a click (2, 1) and none (1, 0): 2 > 1, 2 > 0, 1 = 1, 1 > 0.
    expect(auc({ logits: [2, 1, 1, 0], labels: [1, 1, 0, 0] })).toBe(3.5 / 4);
  });

  it('does not change under an increasing function of the logits', () => {
    expect(auc({ logits: logits.map((z) => 3 * z - 2), labels })).toBe(auc(scores));
  });

  it('is null where a class is missing', () => {
    expect(auc({ logits: [1, 2], labels: [1, 1] })).toBeNull();
    expect(auc({ logits: [1, 2], labels: [0, 0] })).toBeNull();
  });
});

describe('groupAuc', () => {
  it('weighs users by their rows and leaves out those of one class', () => {
    const found = groupAuc({
      //       user 5: AUC 1       user 8: AUC ½      user 2: clicks alone
      logits: [3, 1, /*  */ 0, 0, 0, 0, /* */ 9],
      labels: [1, 0, /*  */ 1, 0, 0, 1, /* */ 1],
      groups: [5, 5, /*  */ 8, 8, 8, 8, /* */ 2],
    });
    expect(found).toEqual({ value: (2 * 1 + 4 * 0.5) / 6, groups: 2, leftOut: 1, leftOutRows: 1 });
  });

  it('gives nothing for knowing who clicks, where auc does', () => {
    const who = { logits: [5, 5, 5, -5, -5, -5], labels: [1, 1, 0, 1, 0, 0], groups: [1, 1, 1, 2, 2, 2] };
    expect(groupAuc(who).value).toBe(0.5);
    expect(auc({ logits: who.logits, labels: who.labels })).toBeGreaterThan(0.5);
  });

  it('is null where no user has both classes', () => {
    expect(groupAuc({ logits: [1, 2], labels: [0, 1], groups: [1, 2] }).value).toBeNull();
  });
});

describe('log-loss and normalised entropy', () => {
  it('of always saying the click rate are its entropy and 1', () => {
    const always = { logits: [0, 0, 0, 0].map(() => Math.log(1 / 3)), labels: [1, 0, 0, 0] };
    expect(clickLogLoss(always)).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 12);
    expect(normalisedEntropy(always)).toBeCloseTo(1, 12);
    expect(normalisedEntropy({ logits: [1], labels: [1] })).toBeNull();
  });

  it('agree with logLoss over two classes', () => {
    const probabilities = logits.flatMap((z) => [1 - sigmoid(z), sigmoid(z)]);
    expect(clickLogLoss(scores)).toBeCloseTo(logLoss({ probabilities, labels, classes: 2 }), 10);
  });

  it('stay exact for logits whose probabilities round to 0 and 1', () => {
    expect([...clickLogLosses({ logits: [1000, 1000, -1000], labels: [1, 0, 1] })]).toEqual([0, 1000, 1000]);
  });
});

describe('calibration of clicks', () => {
  it('sees what the calibration of the likelier class does not: clicks foreseen twice as often as had', () => {
    const rare = { logits: Array(100).fill(Math.log(0.1 / 0.9)), labels: Array(100).fill(0).fill(1, 0, 5) };
    expect(calibrationRatio(rare)).toBeCloseTo(2, 10);
    expect(clickCalibration({ ...rare, bins: 15 }).ece).toBeCloseTo(0.05, 10);
    expect(evaluateClicks({ ...rare, groups: null })).toMatchObject({ groupAuc: null, clickRate: 0.05 });
  });

  it('has no ratio without clicks', () => {
    expect(calibrationRatio({ logits: [0], labels: [0] })).toBeNull();
  });
});

describe('differences of two click models', () => {
  const losses = {
    treatment: clickLogLosses(scores),
    baseline: clickLogLosses({ logits: otherLogits, labels }),
  };

  it('in log-loss are those of the paired t-test, row by row', () => {
    const { meanDifference, p } = pairedTTest(losses);
    expect(meanDifference).toBeCloseTo(
      clickLogLoss(scores) - clickLogLoss({ logits: otherLogits, labels }),
      12,
    );
    expect(p).toBeLessThan(0.05);
  });

  it('bootstrapMeanDifference finds what the t-test finds where each row is a user of its own', () => {
    const users = labels.map((_, row) => row);
    const found = bootstrapMeanDifference({ ...losses, users, resamples: 2000, random: new Random(1) });
    const expected = pairedTTest(losses);
    expect(found.difference).toBeCloseTo(expected.meanDifference, 12);
    const width = expected.high - expected.low;
    expect(Math.abs(found.low - expected.low)).toBeLessThan(0.1 * width);
    expect(Math.abs(found.high - expected.high)).toBeLessThan(0.1 * width);
  });

  it('bootstrapMeanDifference has a wider interval where rows repeat their user', () => {
    const repeat = (values: Float64Array) => [...values, ...values, ...values, ...values];
    const four = { treatment: repeat(losses.treatment), baseline: repeat(losses.baseline) };
    const users = four.treatment.map((_, row) => row % labels.length);
    const widthOf = (who: number[]) => {
      const options = { ...four, users: who, resamples: 500, random: new Random(1) };
      const { low, high } = bootstrapMeanDifference(options);
      return high - low;
    };
    expect(widthOf(users) / widthOf(four.treatment.map((_, row) => row))).toBeGreaterThan(1.7);
  });

  it('aucDifference is 0 with p = 1 for models that order rows alike, and mirrors when swapped', () => {
    const alike = aucDifference({ treatment: logits.map((z) => 2 * z + 1), baseline: logits, labels });
    expect(alike).toMatchObject({ difference: 0, p: 1 });
    const [there, back] = [
      aucDifference({ treatment: logits, baseline: otherLogits, labels }),
      aucDifference({ treatment: otherLogits, baseline: logits, labels }),
    ];
    expect(there.difference).toBeCloseTo(-back.difference, 12);
    expect(there.low).toBeCloseTo(-back.high, 12);
    expect(there.p).toBeCloseTo(back.p, 12);
  });

  it('aucDifference covers a difference of 0 in 95 of 100 draws', () => {
    const random = new Random(9);
    let covered = 0;
    for (let draw = 0; draw < 400; draw++) {
      const truth = Array.from({ length: 60 }, (_, row) => row % 2);
      const noisy = () => truth.map((click) => click + random.normal());
      const { low, high } = aucDifference({ treatment: noisy(), baseline: noisy(), labels: truth });
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.985);
  });
});

describe('click metrics refuse', () => {
  it.each([
    [
      'labels other than 0 and 1',
      { logits: [1, 2], labels: [1, 2] },
      /labels\[1\] is 2; expected 1 for a click or 0/,
    ],
    ['logits that are not finite', { logits: [1, Number.NaN], labels: [1, 0] }, /logits\[1\] is NaN/],
    ['different lengths', { logits: [1], labels: [1, 0] }, /logits has 1 rows and labels has 2/],
    ['no rows', { logits: [], labels: [] }, /logits is empty/],
    ['unknown options', { logits: [1], labels: [1], label: [1] }, /unknown option "label"/],
  ])('%s', (_, given, reason) => {
    for (const metric of [auc, clickLogLoss, normalisedEntropy, calibrationRatio]) {
      expect(() => metric(given)).toThrow(reason);
    }
  });

  it('groups of other rows, no bins, and tests of one click', () => {
    expect(() => groupAuc({ logits: [1, 2], labels: [0, 1], groups: [1] })).toThrow(/groups has 1/);
    expect(() => clickCalibration({ ...scores, bins: 0 })).toThrow(/clickCalibration: bins is 0/);
    expect(() => aucDifference({ treatment: [1, 2, 3], baseline: [1, 2, 3], labels: [0, 1, 0] })).toThrow(
      /at least two rows with a click and two without, found 1 and 2/,
    );
  });
});
