import { describe, expect, it } from 'vitest';
import { pairedTTest } from '../../../src/evaluate';
import { lossDifference, pooled, recoveredShare, unitsOf } from '../../../src/pipeline/click/paired-losses';
import type { SplitFindings } from '../../../src/pipeline/click/split-findings';
import { Random } from '../../../src/random';

const random = new Random(2);
const scratch = Float64Array.from({ length: 200 }, () => 0.5 + 0.1 * random.normal());
const teacher = scratch.map((loss) => loss - 0.04 + 0.05 * random.normal());
const split = (rows: number[], groups: number[] | null) =>
  ({
    test: { rows: Int32Array.from(rows), groups: groups && Int32Array.from(groups) },
  }) as unknown as SplitFindings;

describe('recoveredShare', () => {
  it('is 1 for a student as good as the teacher on every row, 0 for one as from scratch', () => {
    const share = (distilled: Float64Array) => recoveredShare({ scratch, distilled, teacher, units: null });
    expect(share(teacher).ratio).toBeCloseTo(1, 12);
    expect(share(teacher).low).toBeCloseTo(1, 6);
    expect(share(scratch).ratio).toBeCloseTo(0, 12);
  });

  it('is halfway, with an interval about it, for a student halfway', () => {
    const distilled = scratch.map((loss, row) => (loss + teacher[row]) / 2 + 0.01 * random.normal());
    const { ratio, low, high } = recoveredShare({ scratch, distilled, teacher, units: null });
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(0.6);
    expect(low as number).toBeLessThan(ratio);
    expect(high as number).toBeGreaterThan(ratio);
  });

  it('has no interval where the teacher is not told from the student from scratch', () => {
    const equal = scratch.map((loss) => loss + 0.05 * random.normal());
    const { low, high } = recoveredShare({ scratch, distilled: teacher, teacher: equal, units: null });
    expect([low, high]).toEqual([null, null]);
  });

  it('counts users, whose rows sway together, and is the same ratio', () => {
    const ids = Float64Array.from(scratch, (_, row) => row % 20);
    const distilled = scratch.map((loss) => loss - 0.02);
    const alone = recoveredShare({ scratch, distilled, teacher, units: null });
    const byUser = recoveredShare({ scratch, distilled, teacher, units: { ids, over: 'users' } });
    expect(byUser.ratio).toBeCloseTo(alone.ratio, 12);
    expect([alone.count, byUser.count]).toEqual([200, 20]);
  });
});

describe('lossDifference', () => {
  it('is the paired t-test where rows stand for themselves', () => {
    const found = lossDifference({ treatment: teacher, baseline: scratch, units: null, seed: 1 });
    expect(found).toMatchObject({ over: 'rows', count: 200 });
    expect(found.p).toBe(pairedTTest({ treatment: teacher, baseline: scratch }).p);
    expect(found.meanDifference).toBeLessThan(0);
  });

  it('is less certain where few users have all the rows', () => {
    const shifts = Array.from({ length: 4 }, () => random.normal());
    const ids = Float64Array.from(scratch, (_, row) => row % 4);
    const treatment = scratch.map((loss, row) => loss + 0.1 * shifts[row % 4]);
    const rows = lossDifference({ treatment, baseline: scratch, units: null, seed: 1 });
    const users = lossDifference({ treatment, baseline: scratch, units: { ids, over: 'users' }, seed: 1 });
    expect(users.meanDifference).toBeCloseTo(rows.meanDifference, 12);
    expect(users.high - users.low).toBeGreaterThan(2 * (rows.high - rows.low));
  });
});

describe('unitsOf', () => {
  it('knows users over all splits where a column says who', () => {
    const units = unitsOf([split([0, 1], [5, 6]), split([2, 3], [6, 7])]);
    expect(units).toEqual({ ids: Float64Array.of(5, 6, 6, 7), over: 'users' });
  });

  it('takes rows for themselves in folds, and together where splits share them', () => {
    expect(unitsOf([split([0, 1], null), split([2, 3], null)])).toBeNull();
    expect(unitsOf([split([0, 1], null), split([1, 2], null)])).toEqual({
      ids: Float64Array.of(0, 1, 1, 2),
      over: 'rows',
    });
  });
});

it('pooled puts splits one after the other', () => {
  expect(pooled([[1, 2], [3]])).toEqual(Float64Array.of(1, 2, 3));
});
