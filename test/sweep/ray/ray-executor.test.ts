import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Handle, JobState } from '../../../src/sweep/executor';
import type { Job } from '../../../src/sweep/job';
import { packProject, RayExecutor, type RayExecutorOptions } from '../../../src/sweep/ray';
import { type FakeRay, startFakeRay } from './fake-ray';
import { makeJob, makeSmallProject } from './small-project';

let ray: FakeRay;
let project: ReturnType<typeof makeSmallProject>;

beforeEach(async () => {
  ray = await startFakeRay({ cpus: 2 });
  project = makeSmallProject();
});

afterEach(async () => {
  await ray.close();
  rmSync(project.root, { recursive: true, force: true });
});

const optionsFor = (changed: Partial<RayExecutorOptions> = {}): RayExecutorOptions => ({
  address: ray.url,
  headers: {},
  sweep: 'night',
  project: packProject(project.root),
  projectFolder: project.root,
  packagesFrom: null,
  nodeProgram: process.execPath,
  folders: [{ here: project.sweep, there: project.sweep }],
  variables: {},
  slots: null,
  timeoutMs: 200,
  patienceMs: 2000,
  firstPauseMs: 10,
  ...changed,
});

const logOf = (key: string, attempt = 1): string => join(project.sweep, 'logs', `${key}.${attempt}.log`);
const resultOf = (key: string): string => join(project.sweep, 'results', `${key}.json`);

function send(executor: RayExecutor, job: Job, attempt = 1): Promise<Handle> {
  const path = join(project.sweep, 'jobs', `${job.key}.json`);
  writeFileSync(path, JSON.stringify(job));
  const command = [process.execPath, project.worker, path, resultOf(job.key)];
  return executor.submit({ job, attempt, command, logPath: logOf(job.key, attempt) });
}

async function ends(executor: RayExecutor, handles: readonly Handle[]): Promise<readonly JobState[]> {
  for (;;) {
    const states = await executor.states(handles);
    if (!states.some((state) => state === 'waiting' || state === 'running')) return states;
    await sleep(20);
  }
}

test('a job runs in the sent project, with its threads, and its result lies in the shared folder', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handle = await send(executor, { ...makeJob('a'), threads: 2 });
  expect(await ends(executor, [handle])).toEqual(['ended']);
  const result = JSON.parse(readFileSync(resultOf('a'), 'utf8'));
  expect(result.metrics.threads).toBe(2);
  await executor.close();
  expect(readFileSync(logOf('a'), 'utf8')).toContain('works at trial a among bin,dist');
});

test('the project is sent once, whatever the number of jobs and of conductors', async () => {
  const first = await RayExecutor.connect(optionsFor());
  const second = await RayExecutor.connect(optionsFor({ sweep: 'day' }));
  const handles = [await send(first, makeJob('a')), await send(first, makeJob('b'))];
  await ends(first, handles);
  await Promise.all([first.close(), second.close()]);
  expect(ray.requests.filter((what) => what.startsWith('PUT'))).toHaveLength(1);
});

test('what succeeded is forgotten by Ray once its log is here, what failed stays to be seen', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handles = [await send(executor, makeJob('good')), await send(executor, makeJob('bad', { exit: 3 }))];
  expect(await ends(executor, handles)).toEqual(['ended', 'failed']);
  await executor.close();
  expect([...ray.jobs.keys()]).toEqual([handles[1]]);
});

test('the tail of a failed job ends in its own words and what Ray says of it', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handle = await send(executor, makeJob('bad', { exit: 3 }));
  await ends(executor, [handle]);
  const tail = await executor.logTail(handle, 4);
  expect(tail).toContain('fails as told');
  expect(tail).toContain('failed with exit code 3');
  await executor.close();
});

test('more jobs than CPUs wait', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  expect(await executor.capacity(1)).toBe(2);
  expect(await executor.capacity(2)).toBe(1);
  await expect(executor.capacity(3)).rejects.toThrow(/needs 3 CPUs on one node; the largest node has 2/);
  const handles = [];
  for (const key of ['a', 'b', 'c']) handles.push(await send(executor, makeJob(key, { milliseconds: 300 })));
  while ((await executor.states(handles)).filter((state) => state === 'running').length < 2) await sleep(5);
  expect([...(await executor.states(handles))].sort()).toEqual(['running', 'running', 'waiting']);
  expect(await ends(executor, handles)).toEqual(['ended', 'ended', 'ended']);
  await executor.close();
});

test('a conductor that starts again finds what runs, by keys, and no other sweep’s', async () => {
  const first = await RayExecutor.connect(optionsFor());
  const other = await RayExecutor.connect(optionsFor({ sweep: 'day' }));
  const handle = await send(first, makeJob('a', { milliseconds: 800 }));
  await send(other, makeJob('b', { milliseconds: 800 }));
  await Promise.all([first.close(), other.close()]);
  const second = await RayExecutor.connect(optionsFor());
  expect([...(await second.leftRunning())]).toEqual([['a', handle]]);
  expect(await ends(second, [handle])).toEqual(['ended']);
  expect(await second.logTail(handle, 1)).toContain('works at trial a');
  expect((await second.leftRunning()).size).toBe(0);
  await second.close();
});

test('the same job sent twice runs once', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const one = await send(executor, makeJob('a', { milliseconds: 300 }));
  expect(await executor.states([one])).toEqual(['waiting']);
  const two = await send(executor, makeJob('a', { milliseconds: 300 }));
  expect(two).toBe(one);
  await executor.close();
  expect(ray.jobs.size).toBe(1);
});

test('a name that an ended job holds is taken over', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handle = await send(executor, makeJob('a', { exit: 3 }));
  expect(await ends(executor, [handle])).toEqual(['failed']);
  await send(executor, makeJob('a'));
  expect(await ends(executor, [handle])).toEqual(['ended']);
  await executor.close();
});

test('a lost answer to a job that was taken does not start it twice', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  let lost = 0;
  ray.mishap = (_, what) => (what === 'POST /api/jobs/' && lost++ === 0 ? 'lost answer' : 'none');
  const handle = await send(executor, makeJob('a', { milliseconds: 200 }));
  while ((await executor.states([handle]))[0] === 'waiting') await sleep(5);
  expect(lost).toBe(2);
  expect(ray.jobs.size).toBe(1);
  expect(await ends(executor, [handle])).toEqual(['ended']);
  await executor.close();
});

test('drops, errors and late answers, one request in two, change nothing', async () => {
  const mishaps = ['drop', 'none', 'error', 'none', 'slow', 'none', 'lost answer', 'none'] as const;
  ray.mishap = (request) => mishaps[request % mishaps.length];
  const executor = await RayExecutor.connect(optionsFor());
  const handles = [];
  for (const key of ['a', 'b', 'c', 'd']) handles.push(await send(executor, makeJob(key)));
  expect(await ends(executor, handles)).toEqual(['ended', 'ended', 'ended', 'ended']);
  for (const key of ['a', 'b', 'c', 'd']) expect(existsSync(resultOf(key))).toBe(true);
  await executor.close();
});

test('a lost node’s job has failed, says so, keeps what it had written, and runs at its second attempt', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const job = makeJob('a', { milliseconds: 1000 });
  const handle = await send(executor, job);
  while (!ray.jobs.get(handle)?.log.includes('works')) await sleep(10);
  await executor.states([handle]);
  while (!existsSync(logOf('a'))) await sleep(10);
  ray.loseNodeOf(handle);
  expect(await executor.states([handle])).toEqual(['failed']);
  const log = readFileSync(logOf('a'), 'utf8');
  expect(log).toContain('works at trial a');
  expect(log).toContain('JOB_SUPERVISOR_ACTOR_DIED');
  expect(await ends(executor, [await send(executor, job, 2)])).toEqual(['ended']);
  await executor.close();
});

test('a head that was started anew knows no job, and takes project and jobs again', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handle = await send(executor, makeJob('a', { milliseconds: 2000 }));
  while ((await executor.states([handle]))[0] !== 'running') await sleep(5);
  ray.restart();
  expect(await executor.states([handle])).toEqual(['unknown']);
  await executor.close();
  const again = await RayExecutor.connect(optionsFor());
  expect(await ends(again, [await send(again, makeJob('a'))])).toEqual(['ended']);
  await again.close();
});

test('cancelling ends the process and returns when it has ended', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  const handle = await send(executor, makeJob('a', { milliseconds: 20_000 }));
  await executor.cancel(handle);
  expect(await executor.states([handle])).toEqual(['failed']);
  expect(ray.jobs.get(handle)?.status).toBe('STOPPED');
  await executor.cancel(handle);
  expect(existsSync(resultOf('a'))).toBe(false);
  await executor.close();
});

test('a head that gives no answer is one clear error, after the patience that was given', async () => {
  const executor = await RayExecutor.connect(optionsFor({ patienceMs: 300 }));
  ray.mishap = () => 'drop';
  const began = performance.now();
  await expect(executor.states(['x', 'y', 'z', 'w'])).rejects.toThrow(
    /ray: http:\/\/127\.0\.0\.1:\d+ gave no answer to GET \/api\/jobs\/ for \d s .*"sweep resume" finds it again/,
  );
  expect(performance.now() - began).toBeLessThan(2000);
  await executor.close();
});

test('headers go with every request', async () => {
  const secret = { authorization: 'Bearer abc' };
  const executor = await RayExecutor.connect(optionsFor({ headers: secret }));
  expect(ray.requests.length).toBeGreaterThan(1);
  expect(ray.headers.every(({ authorization }) => authorization === 'Bearer abc')).toBe(true);
  await executor.close();
});

test('a node that lacks the packages, or does not see the sweep’s folder, says what to do', async () => {
  const executor = await RayExecutor.connect(optionsFor({ packagesFrom: '/nowhere' }));
  const handle = await send(executor, makeJob('a'));
  expect(await ends(executor, [handle])).toEqual(['failed']);
  expect(await executor.logTail(handle, 4)).toContain(
    "expected the project's packages in /nowhere/node_modules",
  );
  await executor.close();
});

test('what a head refuses to take is thrown by the next look', async () => {
  const executor = await RayExecutor.connect(optionsFor({ patienceMs: 300 }));
  ray.mishap = (_, what) => (what.startsWith('POST') ? 'drop' : 'none');
  const handle = await send(executor, makeJob('a'));
  await expect(ends(executor, [handle])).rejects.toThrow(/gave no answer to POST \/api\/jobs\//);
  await executor.close();
});

test('a job that no node took for a quarter of an hour is sent again', async () => {
  const executor = await RayExecutor.connect(optionsFor());
  ray.cpus = 0;
  const handle = await send(executor, makeJob('a'));
  while (!ray.jobs.has(handle)) await sleep(5);
  Object.assign(ray.jobs.get(handle) as object, {
    status: 'FAILED',
    errorType: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT',
  });
  expect(await executor.states([handle])).toEqual(['waiting']);
  ray.cpus = 1;
  await send(executor, makeJob('b'));
  expect(await ends(executor, [handle])).toEqual(['ended']);
  await executor.close();
});

test('unknown options and odd names of sweeps are refused', async () => {
  await expect(RayExecutor.connect({ ...optionsFor(), adress: 'x' } as never)).rejects.toThrow(
    'unknown option "adress"; did you mean "address"?',
  );
  await expect(RayExecutor.connect(optionsFor({ sweep: 'a/b' }))).rejects.toThrow(
    'letters, digits and hyphens',
  );
});
