import { describe, expect, it } from 'vitest';
import type { Job, Json } from '../../../src/sweep';
import { makeJob } from '../../../src/sweep/job-key';
import { chooseSplit } from '../../../src/sweep/jobs/choose-split';
import { runJob } from '../../../src/sweep/jobs/run-job';

const run = { words: [], fold: null, dataHash: null, codeVersion: 'test' };
const training = {
  ...{ method: 'scratch', learningRate: 0.01, weightDecay: 1, temperature: 1, alpha: 0, hardWeight: 1 },
};
const trial = { ...run, ...training, student: 'mf', seed: 1, epochs: null };

function tried(kind: string, settings: Record<string, Json>): Promise<unknown> {
  const job = makeJob({
    ...{ kind: kind as Job['kind'], label: 'one', settings, needs: [], threads: 1, limitSeconds: null },
  });
  const prepare = () => Promise.reject(new Error('the settings were taken'));
  return runJob(job, { prepare, cacheFolder: 'nowhere' });
}

describe('the settings of a job', () => {
  it('are taken where they are what the kind holds, before any data are loaded', async () => {
    const final = { ...run, student: 'mf', chosen: [training], seeds: [1] };
    for (const [kind, settings] of [
      ['teacher', run],
      ['trial', trial],
      ['final', final],
      ['shard', { ...run, rowsAre: 'training', shard: 0, shards: 2 }],
    ] as const)
      await expect(tried(kind, settings)).rejects.toThrow('the settings were taken');
  });

  it.each([
    ['an unknown kind', 'study', run, /unknown kind "study"; known: teacher, trial, final, shard/],
    ['one that is missing', 'trial', { ...trial, seed: null }, /"seed" must be a whole number, found null/],
    ['one that nobody reads', 'teacher', { ...run, seed: 1 }, /nobody reads "seed"; known are words, fold/],
    ['no epoch', 'trial', { ...trial, epochs: 0 }, /"epochs" must be a whole number of 1 or more, or null/],
    [
      'a shard too many',
      'shard',
      { ...run, rowsAre: 'training', shard: 2, shards: 2 },
      /0 \.\. shards - 1, found 2/,
    ],
    [
      'a final comparison without a student from scratch',
      'final',
      { ...run, student: 'mf', chosen: [{ ...training, method: 'distilled' }], seeds: [1] },
      /each method once, scratch first, found distilled/,
    ],
  ])('refuse %s', async (_, kind, settings, message) => {
    await expect(tried(kind, settings as Record<string, Json>)).rejects.toThrow(message);
  });

  it('name one of several splits', () => {
    const splits = [{ name: 'u1' }, { name: 'u2' }];
    expect(chooseSplit(splits, 'u2')).toBe(splits[1]);
    expect(chooseSplit(splits.slice(0, 1), null)).toBe(splits[0]);
    expect(() => chooseSplit(splits, null)).toThrow(/one of u1, u2, found none/);
    expect(() => chooseSplit(splits, 'u3')).toThrow(/one of u1, u2, found "u3"/);
  });
});
