import { describe, expect, it } from 'vitest';
import { sharesOf } from '../../../src/pipeline/domains/domain-row';
import { leastTold } from '../../../src/pipeline/domains/rating-rows';

describe('sharesOf', () => {
  it('of an error counts what the teacher has of it over what the student has', () => {
    const found = sharesOf({ metric: 'rmse', scratch: 1, distilled: 0.9, teacher: 0.8 });
    expect(found.kept).toBeCloseTo(8 / 9, 12);
    expect(found.gapClosed).toBeCloseTo(0.5, 12);
  });

  it('of a gain counts what the student has of the teacher’s', () => {
    const found = sharesOf({ metric: 'ndcg10', scratch: 0.1, distilled: 0.15, teacher: 0.2 });
    expect(found.kept).toBeCloseTo(0.75, 12);
    expect(found.gapClosed).toBeCloseTo(0.5, 12);
  });

  it('has no gap where the teacher is no better than the student from scratch', () => {
    expect(sharesOf({ metric: 'logLoss', scratch: 0.5, distilled: 0.4, teacher: 0.5 }).gapClosed).toBeNull();
    expect(sharesOf({ metric: 'ndcg10', scratch: 0.5, distilled: 0.4, teacher: 0.4 }).gapClosed).toBeNull();
  });

  it('is below 0 where distilling made it worse, and above 1 where it passed the teacher', () => {
    const worse = sharesOf({ metric: 'rmse', scratch: 1, distilled: 1.1, teacher: 0.9 });
    const better = sharesOf({ metric: 'rmse', scratch: 1, distilled: 0.8, teacher: 0.9 });
    expect(worse.gapClosed).toBeCloseTo(-1, 12);
    expect(better.gapClosed).toBeCloseTo(2, 12);
    expect(better.kept).toBeGreaterThan(1);
  });

  it('knows nothing beside a teacher that nobody could ask', () => {
    expect(sharesOf({ metric: 'ndcg10', scratch: 0.1, distilled: 0.2, teacher: null })).toEqual({
      kept: null,
      gapClosed: null,
    });
  });
});

describe('leastTold', () => {
  const slice = {
    name: 'cold (0)',
    rows: 9,
    scratch: 0.5,
    distilled: 0.3,
    teacher: 0.3,
    p: 0.5,
    teacherP: 0.5,
  };
  const test = (low: number, high: number) => ({ low, high }) as never;

  it('is half of the widest interval, on the scale of the metric', () => {
    const tests = { users: test(-0.1, 0.1), items: test(-0.3, 0.1), splits: test(-0.2, 0) };
    // Squared errors that differ by 0.2 are RMSEs that differ by 0.2 over their sum.
    expect(leastTold({ ...slice, tests })).toBeCloseTo(0.2 / 0.8, 12);
    expect(leastTold({ ...slice, tests: { ...tests, splits: test(-0.5, 0.3) } })).toBeCloseTo(0.5, 12);
    expect(leastTold({ ...slice, tests: { ...tests, items: test(0, 0), splits: null } })).toBeCloseTo(
      0.125,
      12,
    );
  });

  it('is unknown where there was no test', () => {
    expect(leastTold({ ...slice, tests: null })).toBeNull();
  });
});
