import { describe, expect, test } from 'vitest';
import { pairedTTest } from '../../../src/evaluate';
import type { Job, JobResult, Json } from '../../../src/sweep/job';
import type { FinalDetails } from '../../../src/sweep/jobs/job-settings';
import { planSweep } from '../../../src/sweep/plan/plan-sweep';
import type { StandingSweep } from '../../../src/sweep/read-sweep';
import { sweepFindings } from '../../../src/sweep/report/sweep-findings';
import { sweepReport } from '../../../src/sweep/report/sweep-report';
import { resultOf, someDescription, someGround } from '../some-description';

const folds = ['u1', 'u2', 'u3'].map((fold) => ({ fold, words: [`--folds=${fold}`] }));
/** Test errors by fold: teacher, scratch, distilled. */
const errors: Record<string, readonly number[]> = {
  u1: [0.8, 1.0, 0.9],
  u2: [0.82, 1.04, 0.93],
  u3: [0.84, 1.02, 0.94],
};

function finalDetails(job: Job): FinalDetails {
  const values = errors[job.settings.fold as string];
  return {
    ...{ metric: 'RMSE', smaller: 'better' },
    rows: ['teacher', 'scratch', 'distilled'].map((method, i) => ({
      ...{ method, values: [values[i]], mean: values[i], interval: null, weights: 10 },
      ...{ p: null, training: null },
    })),
  };
}

/** A finished sweep over three folds whose validation is the weight decay. */
function finished(isLost: (job: Job) => boolean = () => false): StandingSweep {
  const description = someDescription({ folds: ['u1', 'u2', 'u3'] });
  const ground = someGround({ folds });
  const planner = planSweep({ description, ground, threads: 1 });
  const results = new Map<string, JobResult>();
  const lost = new Set<string>();
  for (let before = -1; before !== results.size + lost.size; ) {
    before = results.size + lost.size;
    for (const job of planner({ results, lost }).jobs) {
      if (isLost(job)) lost.add(job.key);
      else if (job.kind === 'final')
        results.set(job.key, resultOf(job, {}, finalDetails(job) as unknown as Json));
      else results.set(job.key, resultOf(job, { validationRmse: job.settings.weightDecay as number }));
    }
  }
  const { jobs, expected } = planner({ results, lost });
  const standing = jobs.map((job) => ({
    ...{ job, tries: 1, startedAt: null },
    state: lost.has(job.key) ? ('failed' as const) : ('done' as const),
    failure: lost.has(job.key) ? { reason: 'ended without a result', tail: '' } : null,
  }));
  return { description, ground, jobs: standing, results, expected, others: 0, isConducted: false };
}

describe('sweepFindings', () => {
  test('over folds the mean and the paired test run over the folds’ means', () => {
    const { overFolds, metric } = sweepFindings(finished());
    expect(metric).toBe('RMSE');
    const [teacher, scratch, distilled] = overFolds;
    expect(teacher.interval.mean).toBeCloseTo((0.8 + 0.82 + 0.84) / 3, 12);
    expect(scratch.p).toBeNull();
    expect(distilled.interval.mean).toBeCloseTo((0.9 + 0.93 + 0.94) / 3, 12);
    const expected = pairedTTest({ treatment: [0.9, 0.93, 0.94], baseline: [1.0, 1.04, 1.02] }).p;
    expect(distilled.p).toBeCloseTo(expected, 12);
  });

  test('every trial stands there with its settings and its validation', () => {
    const { trials, counts } = sweepFindings(finished());
    // three folds; from scratch 2 decays, distilled 2 decays x 2 temperatures
    expect(trials).toHaveLength(18);
    expect(trials.every(({ validation, weightDecay }) => validation === weightDecay)).toBe(true);
    expect(counts).toEqual({ expected: 3 + 18 + 3, done: 24, failed: 0 });
  });

  test('a job that failed is named, and the report says that not all is there', () => {
    const sweep = finished(({ kind, settings }) => kind === 'trial' && settings.weightDecay === 0.2);
    const findings = sweepFindings(sweep);
    expect(findings.lost).toHaveLength(9);
    expect(findings.counts).toEqual({ expected: 24, done: 15, failed: 9 });
    const [state] = sweepReport(findings, 'some command').sections;
    expect(state.paragraphs[0]).toContain('15 of 24 jobs are done, 9 failed');
    expect(state.tables?.[0].rows).toHaveLength(9);
  });
});

describe('sweepReport', () => {
  test('says what distilling came to, and how to run it again', () => {
    const report = sweepReport(sweepFindings(finished()), 'npx recdistill sweep run mine.json');
    const [, final, search] = report.sections;
    expect(final.paragraphs[0]).toMatch(
      /^\*\*mf\*\*: RMSE 1\.0200 from scratch, 0\.9233 by distilled, which is \*\*better\*\* \(p = 0\.0\d\d\)\.$/,
    );
    expect(final.figures).toHaveLength(1);
    expect(search.figures).toHaveLength(1);
    expect(report.footer).toContain('npx recdistill sweep run mine.json');
  });
});
