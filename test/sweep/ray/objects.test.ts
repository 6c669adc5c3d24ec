import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderStore } from '../../../src/sweep/folder-store';
import { localExecutor } from '../../../src/sweep/local/local-executor';
import { plannerOf } from '../../../src/sweep/plan/planner';
import { packProject, RayExecutor } from '../../../src/sweep/ray';
import { runSweep } from '../../../src/sweep/run-sweep';
import { s3Store } from '../../../src/sweep/s3';
import type { SweepStore } from '../../../src/sweep/store';
import { type FakeS3, startFakeS3 } from '../s3/fake-s3';
import { type FakeRay, startFakeRay } from './fake-ray';
import { makeJob, makeSmallProject } from './small-project';

let ray: FakeRay;
let objects: FakeS3;
let project: ReturnType<typeof makeSmallProject>;

beforeEach(async () => {
  [ray, objects] = await Promise.all([startFakeRay({ cpus: 2 }), startFakeS3('sweeps')]);
  project = makeSmallProject();
});

afterEach(async () => {
  await Promise.all([ray.close(), objects.close()]);
  rmSync(project.root, { recursive: true, force: true });
});

const sweep = {
  ...{ name: 'small', settings: {}, retries: 1, limitSeconds: null },
  ...{ leaseMs: 5000, othersMs: 500, pollMs: 30 },
};

const textsOf = async (store: SweepStore): Promise<Record<string, string | null>> =>
  Object.fromEntries(
    await Promise.all(
      (await store.list('results')).map(async (name) => [name, await store.read(`results/${name}`)]),
    ),
  );

test('nodes that share no folder get jobs from a store of objects and leave results and new files there', async () => {
  const store = s3Store({
    address: 's3://sweeps/night',
    settings: {
      endpoint: objects.url,
      region: 'r',
      accessKeyId: 'i',
      secretAccessKey: 's',
      sessionToken: null,
    },
  });
  const cache = join(project.root, 'cache');
  const executor = await RayExecutor.connect({
    ...{ address: ray.url, headers: {}, sweep: 'night', project: packProject(project.root) },
    ...{ projectFolder: project.root, packagesFrom: null, nodeProgram: process.execPath, slots: null },
    folders: [{ here: cache, there: 's3://sweeps/night/cache/' }],
    variables: {
      AWS_ACCESS_KEY_ID: 'i',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_ENDPOINT_URL_S3: objects.url,
      TMPDIR: project.root,
    },
    ...{ timeoutMs: 5000, patienceMs: 5000, firstPauseMs: 10 },
  });
  const jobs = ['a', 'b', 'c'].map((key) => makeJob(key, { milliseconds: 20 }));
  const command = ({ job, result }: { job: string; result: string }) => [
    ...[process.execPath, project.worker, job, result, '--cache', cache],
  ];
  const logFolder = join(project.root, 'logs');
  const summary = await runSweep({ ...sweep, planner: plannerOf(jobs), executor, store, command, logFolder });
  await executor.close();
  expect(summary.lost.map(({ tail }) => tail)).toEqual([]);
  expect([...objects.objects.keys()].filter((key) => key.startsWith('night/cache')).sort()).toEqual(
    ['a', 'b', 'c'].map((key) => `night/cache/word/${key}`),
  );
  const folder = join(project.root, 'here');
  const local = localExecutor({ folder, jobs: 2, memoryBytes: null, cores: 2 });
  const here = folderStore(folder);
  await runSweep({ ...sweep, planner: plannerOf(jobs), executor: local, store: here, command, logFolder });
  expect(await textsOf(store)).toEqual(await textsOf(here));
  expect(Object.keys(await textsOf(store))).toHaveLength(3);
});

test('a node without credentials for the store says which variables it lacks', async () => {
  const executor = await RayExecutor.connect({
    ...{ address: ray.url, headers: {}, sweep: 'night', project: packProject(project.root) },
    ...{ projectFolder: project.root, packagesFrom: null, nodeProgram: process.execPath, slots: null },
    ...{ folders: [], variables: { AWS_ACCESS_KEY_ID: '' } },
    ...{ timeoutMs: 5000, patienceMs: 5000, firstPauseMs: 10 },
  });
  const job = makeJob('a');
  writeFileSync(join(project.sweep, 'jobs', 'a.json'), JSON.stringify(job));
  const command = [process.execPath, project.worker, 's3://sweeps/jobs/a.json', 's3://sweeps/results/a.json'];
  const handle = await executor.submit({ job, attempt: 1, command, logPath: join(project.root, 'a.log') });
  while ((await executor.states([handle]))[0] !== 'failed')
    await new Promise((waited) => setTimeout(waited, 30));
  expect(await executor.logTail(handle, 9)).toContain('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  await executor.close();
});
