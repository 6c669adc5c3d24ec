import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Executor } from '../../../src/sweep/executor';
import { folderStore } from '../../../src/sweep/folder-store';
import type { Job } from '../../../src/sweep/job';
import { localExecutor } from '../../../src/sweep/local/local-executor';
import { plannerOf } from '../../../src/sweep/plan/planner';
import { packProject, RayExecutor } from '../../../src/sweep/ray';
import { runSweep } from '../../../src/sweep/run-sweep';
import type { SweepEvent } from '../../../src/sweep/sweep-event';
import { type LocalRay, reasonForNoRay, startLocalRay } from './local-ray';
import { makeJob, makeSmallProject } from './small-project';

const reason = reasonForNoRay();
if (reason !== null) console.log(`no tests on a real Ray: ${reason}`);

let project: ReturnType<typeof makeSmallProject>;
let ray: LocalRay;

beforeAll(async () => {
  if (reason !== null) return;
  project = makeSmallProject();
  ray = await startLocalRay([1, 1]);
}, 300_000);

afterAll(async () => {
  await ray?.stop();
  if (reason === null) rmSync(project.root, { recursive: true, force: true });
});

const connect = (sweep: string): Promise<RayExecutor> =>
  RayExecutor.connect({
    address: ray.url,
    headers: {},
    sweep,
    project: packProject(project.root),
    projectFolder: project.root,
    packagesFrom: null,
    nodeProgram: process.execPath,
    folders: [{ here: project.root, there: project.root }],
    variables: {},
    slots: null,
    timeoutMs: 20_000,
    patienceMs: 60_000,
    firstPauseMs: 200,
  });

function sweepIn(
  folder: string,
  jobs: readonly Job[],
  executor: Executor,
  onEvent: (event: SweepEvent) => void,
) {
  return runSweep({
    ...{
      name: 'small',
      settings: {},
      planner: plannerOf(jobs),
      executor,
      store: folderStore(folder),
      onEvent,
    },
    command: (places) => [process.execPath, project.worker, places.job, places.result],
    ...{ logFolder: join(folder, 'logs'), retries: 2, limitSeconds: null },
    ...{ leaseMs: 10_000, othersMs: 5000, pollMs: 300 },
  });
}

/** When it is time, and both nodes have a job in hand. Both share one machine and so one folder of unpacked projects. */
async function killOneNode(isTime: () => boolean): Promise<void> {
  while (!isTime() || (await ray.runningJobs()) < 2) await sleep(100);
  ray.killNode(1);
}

/** Asks until the answer holds the word; after a minute, the last answer is the error. */
async function until(ask: () => Promise<string>, word: string): Promise<void> {
  for (const began = Date.now(); ; await sleep(200)) {
    const answer = await ask();
    if (answer.includes(word)) return;
    if (Date.now() - began > 60_000) throw new Error(`expected "${word}", found "${answer}" for a minute`);
  }
}

const resultsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, 'results')).map((name) => [
      name,
      readFileSync(join(folder, 'results', name), 'utf8'),
    ]),
  );

test.skipIf(reason !== null)(
  'a sweep over two nodes, one of which dies in the middle, gives what one machine gives, bit for bit',
  async () => {
    // Two long ones are in hand, one on each node, when the others before them are done.
    const jobs = Array.from({ length: 8 }, (_, i) =>
      makeJob(`k${i}`, { milliseconds: i === 3 || i === 4 ? 8000 : 1000, value: i / 7 }),
    );
    const [there, here] = [join(project.root, 'there'), join(project.root, 'here')];
    const executor = await connect('night');
    expect(await executor.capacity(1)).toBe(2);
    const failed: string[] = [];
    let finished = 0;
    const killed = killOneNode(() => finished >= 3);
    const onCluster = await sweepIn(there, jobs, executor, (event) => {
      if (event.kind === 'job-finished') finished++;
      if (event.kind === 'job-failed') failed.push(event.tail);
    });
    await Promise.all([killed, executor.close()]);
    expect(onCluster.outcome).toBe('complete');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.join()).toContain('JOB_SUPERVISOR_ACTOR_DIED');
    const local = localExecutor({ folder: here, jobs: 2, memoryBytes: null, cores: 2 });
    await sweepIn(here, jobs, local, () => {});
    expect(Object.keys(resultsIn(here))).toHaveLength(8);
    expect(resultsIn(there)).toEqual(resultsIn(here));
  },
  300_000,
);

test.skipIf(reason !== null)(
  'what a dead conductor left running is found again, and can be stopped',
  async () => {
    const folder = join(project.root, 'left');
    const job = makeJob('left', { milliseconds: 60_000 });
    const store = folderStore(folder);
    await store.create('jobs/left.json', JSON.stringify(job));
    const first = await connect('left');
    const command = [
      process.execPath,
      project.worker,
      store.locate('jobs/left.json'),
      store.locate('results/left.json'),
    ];
    const handle = await first.submit({ job, attempt: 1, command, logPath: join(folder, 'left.log') });
    await first.close();
    const second = await connect('left');
    expect([...(await second.leftRunning())]).toEqual([['left', handle]]);
    await until(async () => (await second.states([handle]))[0], 'running');
    await until(() => second.logTail(handle, 1), 'works at');
    await second.cancel(handle);
    expect(await second.states([handle])).toEqual(['failed']);
    expect(await second.logTail(handle, 2)).toContain('STOPPED');
    expect((await second.leftRunning()).size).toBe(0);
    await second.close();
  },
);
