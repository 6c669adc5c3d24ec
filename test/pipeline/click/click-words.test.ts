import { describe, expect, it } from 'vitest';
import type { ClickRow, LossDifference } from '../../../src/pipeline/click/click-result';
import {
  chosenClickRow,
  clickFinding,
  recoveredSentence,
  teacherSentence,
} from '../../../src/pipeline/click/click-words';

const difference = (meanDifference: number, p: number): LossDifference => ({
  ...{ meanDifference, low: meanDifference - 0.01, high: meanDifference + 0.01, p },
  ...{ over: 'rows', count: 1234 },
});

function rowWith(more: Partial<ClickRow>): ClickRow {
  return {
    ...{ student: 'fm', method: 'kd', scratch: 0.5, distilled: 0.48, teacher: 0.46, p: 0.01 },
    tests: { rows: difference(-0.02, 0.01), repeats: null },
    recovered: { ratio: 0.5, low: 0.3, high: 0.9, count: 1234 },
    bySplit: [{}],
    ...more,
  } as ClickRow;
}

describe('clickFinding', () => {
  it('says that it helps, hurts or cannot be told, by p and the sign', () => {
    expect(clickFinding(rowWith({}))).toMatch(
      /0\.4800 against 0\.5000 .*over 1,234 test rows.*: it helps\.$/,
    );
    expect(clickFinding(rowWith({ distilled: 0.52 }))).toMatch(/it \*\*hurts\*\*\.$/);
    expect(clickFinding(rowWith({ p: 0.05 }))).toMatch(/no difference that can be told from chance\.$/);
  });
});

describe('recoveredSentence', () => {
  const share = (low: number | null, high: number | null) =>
    recoveredSentence(rowWith({ recovered: { ratio: 0.7, low, high, count: 9 } }));

  it('says at least half, less than half, or that it cannot be told', () => {
    expect(share(0.55, 0.9)).toMatch(/70% .* 55% to 90%: at least half\./);
    expect(share(0.1, 0.4)).toMatch(/less than half/);
    expect(share(0.2, 0.9)).toMatch(/whether it is half cannot be told/);
  });

  it('says why there is no interval', () => {
    expect(share(null, null)).toMatch(/itself not told from 0/);
    expect(recoveredSentence(rowWith({ teacher: 0.51 }))).toMatch(/nothing to recover/);
    expect(recoveredSentence(rowWith({ recovered: null }))).toBe('');
  });
});

describe('teacherSentence', () => {
  const sentence = (againstLogisticRegression: LossDifference | null) =>
    teacherSentence({
      teacher: { figures: { logLoss: 0.46 }, againstLogisticRegression },
    } as Parameters<typeof teacherSentence>[0]);

  it('says which of the two is better, or that they cannot be told apart', () => {
    expect(sentence(difference(-0.02, 0.001))).toMatch(/the teacher is better\.$/);
    expect(sentence(difference(0.02, 0.001))).toMatch(/the teacher is worse\.$/);
    expect(sentence(difference(-0.001, 0.4))).toMatch(/cannot be told apart\.$/);
    expect(sentence(null)).toBe('The teacher reaches a test log-loss of 0.4600.');
  });
});

it('chosenClickRow takes the best by validation, whatever the test says', () => {
  const rows = [
    rowWith({ method: 'scratch', validationLogLoss: 0.1 }),
    rowWith({ method: 'kd', validationLogLoss: 0.45, distilled: 0.6 }),
    rowWith({ method: 'hint', validationLogLoss: 0.47, distilled: 0.4 }),
  ];
  expect(chosenClickRow(rows)?.method).toBe('kd');
  expect(chosenClickRow(rows.slice(0, 1))).toBeNull();
});
