import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors';
import type { Submission } from '../../src/sweep/executor';
import { localExecutor } from '../../src/sweep/local/local-executor';
import { eventsOf, fakeJob, fakeSweep, temporaryFolder } from './fake-sweep';

const executorOf = (folder: string, jobs: number, cores: number) =>
  localExecutor({ folder, jobs, memoryBytes: null, cores });

function submission(folder: string, script: string, threads: number): Submission {
  const job = fakeJob(script, {}, { threads });
  return { job, attempt: 1, command: [process.execPath, '-e', script], logPath: `${folder}/logs/job.log` };
}

describe('localExecutor', () => {
  test.each([
    { jobs: 8, cores: 4, threads: 1, expected: 4 },
    { jobs: 8, cores: 4, threads: 2, expected: 2 },
    { jobs: 8, cores: 4, threads: 3, expected: 1 },
    { jobs: 2, cores: 4, threads: 1, expected: 2 },
    // a job that no machine like this one could hold runs alone, rather than never
    { jobs: 2, cores: 4, threads: 9, expected: 1 },
  ])(
    'has room for $expected jobs of $threads threads on $cores cores where $jobs are asked for',
    async (given) => {
      const executor = executorOf(temporaryFolder(), given.jobs, given.cores);
      expect(await executor.capacity(given.threads)).toBe(given.expected);
    },
  );

  test('cores that another conductor’s jobs use are not there', async () => {
    const folder = temporaryFolder();
    const other = executorOf(folder, 4, 4);
    const handle = await other.submit(submission(folder, 'setTimeout(() => {}, 60000)', 3));
    const executor = executorOf(folder, 4, 4);
    expect(await executor.capacity(1)).toBe(1);
    expect(await executor.capacity(2)).toBe(0);
    await other.cancel(handle);
    expect(await executor.capacity(2)).toBe(2);
  });

  test('jobs of mixed sizes never use more threads than there are cores', async () => {
    const jobs = [1, 2, 1, 3, 1, 2, 1].map((threads, i) => fakeJob(`j${i}`, { sleepMs: 30 }, { threads }));
    const threads = new Map(jobs.map(({ key, threads: own }) => [key, own]));
    const folder = temporaryFolder();
    const { run, events } = fakeSweep(folder, jobs, { executor: executorOf(folder, 7, 3) });
    expect((await run()).outcome).toBe('complete');
    let inUse = 0;
    let most = 0;
    for (const event of events) {
      if (event.kind === 'job-started') inUse += threads.get(event.key) ?? 0;
      if (event.kind === 'job-finished') inUse -= threads.get(event.key) ?? 0;
      most = Math.max(most, inUse);
    }
    expect(most).toBe(3);
    expect(eventsOf(events, 'job-finished')).toHaveLength(7);
  });

  test('a process is told its number of threads, and what it says is kept', async () => {
    const folder = temporaryFolder();
    const executor = executorOf(folder, 1, 4);
    const script =
      'console.log(process.env.TF_NUM_INTRAOP_THREADS, process.env.OMP_NUM_THREADS); process.exit(5)';
    const handle = await executor.submit(submission(folder, script, 2));
    while ((await executor.states([handle]))[0] === 'running') await sleep(10);
    expect(await executor.states([handle])).toEqual(['failed']);
    expect(await executor.logTail(handle, 3)).toBe('2 2\n(exit code 5)');
  });

  test('what an executor before it started is found by its handle, and can be stopped', async () => {
    const folder = temporaryFolder();
    const sent = submission(folder, 'setTimeout(() => {}, 60000)', 1);
    await executorOf(folder, 1, 1).submit(sent);
    const later = executorOf(folder, 1, 1);
    const handle = (await later.leftRunning()).get(sent.job.key);
    expect(await later.states([handle as string])).toEqual(['running']);
    await later.cancel(handle as string);
    expect(await later.states([handle as string])).toEqual(['ended']);
    expect((await later.leftRunning()).size).toBe(0);
  });

  test('a program that is not there fails at once and leaves no record', async () => {
    const folder = temporaryFolder();
    const executor = executorOf(folder, 1, 1);
    const missing = { ...submission(folder, '', 1), command: ['no-such-program-anywhere'] };
    await expect(executor.submit(missing)).rejects.toThrow('ENOENT');
    expect((await executor.leftRunning()).size).toBe(0);
  });

  test('numbers that make no sense are refused', () => {
    const folder = temporaryFolder();
    expect(() => localExecutor({ folder, jobs: 0, memoryBytes: null })).toThrow(InputError);
    expect(() => localExecutor({ folder, jobs: 1, memoryBytes: 0 })).toThrow(InputError);
  });
});
