import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors';
import { localExecutor } from '../../src/sweep/local/local-executor';
import { eventsOf, fakeJob, fakeSweep, temporaryFolder } from './fake-sweep';

describe('runSweep', () => {
  test('every job runs once, after those that it needs, and its result is kept', async () => {
    const folder = temporaryFolder();
    const first = fakeJob('first', { value: 2 });
    const second = fakeJob('second', { value: 3 }, { needs: [first.key] });
    const { run, events } = fakeSweep(folder, [second, first]);
    const { outcome, results, counts } = await run();
    expect(outcome).toBe('complete');
    expect(results.get(first.key)?.metrics).toEqual({ square: 4 });
    expect(results.get(second.key)?.metrics).toEqual({ square: 9 });
    expect(counts).toEqual({ total: 2, done: 2, running: 0, failed: 0, skipped: 0 });
    expect(eventsOf(events, 'job-finished').map(({ label }) => label)).toEqual(['first', 'second']);
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['started', 'job-started', 'job-finished', 'job-started', 'job-finished', 'finished'],
    ]);
  });

  test('running again does only what is missing', async () => {
    const folder = temporaryFolder();
    const jobs = [1, 2, 3].map((value) => fakeJob(`v${value}`, { value }));
    await fakeSweep(folder, jobs.slice(0, 2)).run();
    const again = fakeSweep(folder, jobs);
    expect((await again.run()).outcome).toBe('complete');
    expect(eventsOf(again.events, 'job-started').map(({ label }) => label)).toEqual(['v3']);
    expect(eventsOf(again.events, 'started')[0].counts.done).toBe(2);
  });

  test('a job that fails is tried again so often, reported with its tail, and the others go on', async () => {
    const folder = temporaryFolder();
    const bad = fakeJob('bad', { fails: 9, says: 'about to fail' });
    const needer = fakeJob('needer', {}, { needs: [bad.key] });
    const last = fakeJob('last', {}, { needs: [needer.key] });
    const good = fakeJob('good', { value: 5 });
    const { run, events } = fakeSweep(folder, [bad, needer, last, good], { retries: 2 });
    const { outcome, lost, results } = await run();
    expect(outcome).toBe('incomplete');
    expect(results.get(good.key)?.metrics.square).toBe(25);
    const failures = eventsOf(events, 'job-failed');
    expect(failures.map(({ attempt, willRetry }) => [attempt, willRetry])).toEqual([
      ...[
        [1, true],
        [2, true],
        [3, false],
      ],
    ]);
    expect(failures[2].tail).toBe(
      'about to fail\nfailing as told, time 1\nabout to fail\nfailing as told, time 2\nabout to fail\nfailing as told, time 3\n(exit code 3)'
        .split('\n')
        .slice(-3)
        .join('\n'),
    );
    expect(lost.map(({ job, how }) => [job.label, how])).toEqual([
      ...[
        ['bad', 'failed'],
        ['needer', 'skipped'],
        ['last', 'skipped'],
      ],
    ]);
    expect(readFileSync(join(folder, 'runs', bad.key), 'utf8')).toHaveLength(3);
  });

  test('a job that fails twice and then does not is done, within two retries', async () => {
    const folder = temporaryFolder();
    const job = fakeJob('shaky', { fails: 2, value: 3 });
    const { run } = fakeSweep(folder, [job], { retries: 2 });
    const { outcome, results } = await run();
    expect(outcome).toBe('complete');
    expect(results.get(job.key)?.metrics.square).toBe(9);
  });

  test('what failed is tried again by the next run', async () => {
    const folder = temporaryFolder();
    const job = fakeJob('shaky', { fails: 1, value: 3 });
    expect((await fakeSweep(folder, [job]).run()).outcome).toBe('incomplete');
    expect((await fakeSweep(folder, [job]).run()).outcome).toBe('complete');
  });

  test('a torn result is set aside, said, and its job runs again', async () => {
    const folder = temporaryFolder();
    const job = fakeJob('torn', { torn: true, value: 4 });
    const { run, events } = fakeSweep(folder, [job], { retries: 1 });
    expect((await run()).results.get(job.key)?.metrics.square).toBe(16);
    const [{ movedTo, reason }] = eventsOf(events, 'result-damaged');
    expect(reason).toContain('no JSON');
    expect(readFileSync(join(folder, movedTo), 'utf8')).toHaveLength(40);
  });

  test('a result that was damaged after it was finished runs again, and the others do not', async () => {
    const folder = temporaryFolder();
    const jobs = [1, 2].map((value) => fakeJob(`v${value}`, { value }));
    await fakeSweep(folder, jobs).run();
    writeFileSync(join(folder, 'results', `${jobs[0].key}.json`), '{"key": "another"}');
    const again = fakeSweep(folder, jobs);
    expect((await again.run()).outcome).toBe('complete');
    expect(eventsOf(again.events, 'job-started').map(({ label }) => label)).toEqual(['v1']);
  });

  test('a job that takes longer than its limit is ended and reported', async () => {
    const folder = temporaryFolder();
    const slow = fakeJob('slow', { sleepMs: 60_000 }, { limitSeconds: 0.3 });
    const { run, events } = fakeSweep(folder, [slow]);
    expect((await run()).outcome).toBe('incomplete');
    expect(eventsOf(events, 'job-failed')[0].reason).toBe('took longer than 0.3 s');
  });

  test('the whole stops at its limit, with what was finished by then', async () => {
    const folder = temporaryFolder();
    const jobs = [fakeJob('slow', { sleepMs: 60_000 }), fakeJob('quick', { value: 2 })];
    const { outcome, reason, results } = await fakeSweep(folder, jobs, { limitSeconds: 1 }).run();
    expect([outcome, reason]).toEqual(['stopped', 'its 1 s were over']);
    expect([...results.keys()]).toEqual([jobs[1].key]);
  });

  test('an abort stops what runs, without counting it as failed', async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    const { run, events, options } = fakeSweep(folder, [fakeJob('slow', { sleepMs: 60_000 })], {
      signal: stop.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'job-started') stop.abort();
      },
    });
    const { outcome, counts } = await run();
    expect(outcome).toBe('stopped');
    expect(counts).toMatchObject({ failed: 0, running: 0, done: 0 });
    expect((await options.executor.leftRunning()).size).toBe(0);
  });

  test('a process that holds more memory than allowed is ended, and the log says why', async () => {
    const folder = temporaryFolder();
    const executor = localExecutor({ folder, jobs: 1, memoryBytes: 120 * 2 ** 20, cores: 1 });
    const greedy = fakeJob('greedy', { holdBytes: 300 * 2 ** 20, sleepMs: 60_000 });
    const { run, events } = fakeSweep(folder, [greedy], { executor });
    expect((await run()).outcome).toBe('incomplete');
    expect(eventsOf(events, 'job-failed')[0].tail).toMatch(/killed: it held 0\.\d+ GiB of memory/);
  });

  test.each([
    ['wait for one another', { a: ['b'], b: ['a'] }],
    ['needs job', { a: ['nobody'] }],
  ])('jobs that could never begin are refused: %s', async (message, needs) => {
    const jobs = Object.entries(needs).map(([name, wanted]) =>
      fakeJob(name, {}, { key: name, needs: wanted as string[] }),
    );
    const run = fakeSweep(temporaryFolder(), jobs).run();
    await expect(run).rejects.toThrow(InputError);
    await expect(run).rejects.toThrow(message);
  });
});
