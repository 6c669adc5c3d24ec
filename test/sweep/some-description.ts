import type { SweepDescription } from '../../src/sweep/description/sweep-description';
import type { Job, JobResult } from '../../src/sweep/job';
import type { SweepGround } from '../../src/sweep/plan/ground';

const nothing = { temperatures: false, alphas: false, hardWeights: false };

/** A description of ratings, changed where a test says so. */
export function someDescription(more: Partial<SweepDescription> = {}): SweepDescription {
  return {
    ...{ name: 'some', task: 'rating', profile: 'small', data: { dataset: 'sample' }, teacher: {} },
    ...{ students: ['mf'], methods: ['distilled'], folds: null, seeds: { search: [1], final: [1, 2] } },
    space: { learningRates: [0.01], weightDecays: [0.1, 0.2], temperatures: [1, 2], alphas: [3] },
    ...{ search: { kind: 'grid' }, limits: { job: null, sweep: null } },
    ...more,
  };
}

/** What a description of ratings comes to, with students from scratch and distilled. */
export function someGround(more: Partial<SweepGround> = {}): SweepGround {
  return {
    ...{ dataHash: 'data', codeVersion: 'code', folds: [{ fold: null, words: ['--dataset=sample'] }] },
    students: [
      {
        student: 'mf',
        methods: [
          { method: 'scratch', reads: nothing },
          { method: 'distilled', reads: { ...nothing, temperatures: true, alphas: true } },
        ],
      },
    ],
    ...more,
  };
}

/** A result as a job would leave it. */
export function resultOf(
  job: Job,
  metrics: JobResult['metrics'],
  details: JobResult['details'] = null,
): JobResult {
  const { key, kind, label, settings } = job;
  const machine = { platform: 'linux-x64', processor: 'some', cores: 2 };
  const provenance = { dataHash: 'data', versions: { recdistill: '0' }, machine };
  return { key, kind, label, settings, metrics, details, provenance, seconds: 1 };
}
