import { expect, it } from 'vitest';
import type { SweepEvent } from '../../src/sweep';
import { flatSettings, type TrainingEvent, trackSweep } from '../../src/track';

const counts = { total: 4, done: 1, running: 1, failed: 0, skipped: 0 };
const job = {
  ...{ key: 'k', jobKind: 'trial' as const, label: 'u1: mf T=2', settings: { student: 'mf', T: [2, 4] } },
};

it('makes a run of each job of a sweep, once, with its settings and metrics, within the sweep’s own', () => {
  const events: TrainingEvent[] = [];
  const tracker = { record: (event: TrainingEvent) => void events.push(event), close: () => {} };
  const listen: (event: SweepEvent) => void = trackSweep({ tracker, run: 'my sweep' });
  const metrics = { rmse: 0.9, lost: null };
  listen({
    ...{
      kind: 'started',
      sweep: 's',
      conductor: 'c',
      place: 'p',
      executor: 'local',
      settings: { seeds: [1, 2] },
    },
    counts,
  });
  listen({ kind: 'job-started', ...job, attempt: 1, isFoundRunning: false, counts });
  listen({ kind: 'job-failed', ...job, attempt: 1, reason: 'r', tail: 't', willRetry: true, counts });
  listen({ kind: 'job-started', ...job, attempt: 2, isFoundRunning: false, counts });
  listen({ kind: 'job-finished', ...job, seconds: 3, metrics, isOwn: true, counts });
  const lost = { ...job, label: 'lost' };
  listen({ kind: 'job-failed', ...lost, attempt: 2, reason: 'r', tail: 't', willRetry: false, counts });
  expect(events).toEqual([
    { kind: 'started', run: 'my sweep', settings: { 'sweep.seeds': '1, 2' } },
    { kind: 'started', run: 'u1- mf T=2', parent: 'my sweep', settings: { student: 'mf', T: '2, 4' } },
    {
      ...{ kind: 'finished', run: 'u1- mf T=2', status: 'finished' },
      values: { rmse: 0.9, 'time/seconds': 3 },
    },
    {
      ...{ kind: 'scalars', run: 'my sweep', step: 1 },
      values: { 'jobs/done': 1, 'jobs/failed': 0, 'jobs/total': 4 },
    },
    { kind: 'progress', run: 'my sweep', label: 'u1: mf T=2', done: 1, total: 4 },
    { kind: 'started', run: 'lost', parent: 'my sweep', settings: { student: 'mf', T: '2, 4' } },
    { kind: 'finished', run: 'lost', status: 'failed', values: {} },
    expect.objectContaining({ kind: 'scalars', step: 2 }),
    expect.objectContaining({ kind: 'progress' }),
  ]);
});

it('shows settings by names with dots, and leaves out what was not given', () => {
  expect(
    flatSettings({
      a: { b: 1, c: { d: [true, false] } },
      e: null,
      f: undefined,
      g: [{ h: 'x' }, { h: 'y' }],
    }),
  ).toEqual({ 'a.b': 1, 'a.c.d': 'true, false', e: 'none', 'g.0.h': 'x', 'g.1.h': 'y' });
});
