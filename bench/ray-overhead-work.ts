// What a real Ray of this machine costs beside a trial's own work, for ray-overhead and ray-simulate.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Executor, Handle, Submission } from '../src/sweep/executor';
import { folderStore } from '../src/sweep/folder-store';
import type { Job } from '../src/sweep/job';
import { plannerOf } from '../src/sweep/plan/planner';
import { packProject, RayExecutor } from '../src/sweep/ray';
import { RayJobs } from '../src/sweep/ray/ray-jobs';
import { runSweep } from '../src/sweep/run-sweep';
import { reasonForNoRay, startLocalRay } from '../test/sweep/ray/local-ray';
import { makeSmallProject } from '../test/sweep/ray/small-project';

/** What one trial costs beside its own work; medians. */
export interface RayOverhead {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly ray: string;
  readonly trials: number;
  readonly nodes: number;
  readonly pollMs: number;
  /** For all trials, from the first sent to the last noticed. */
  readonly seconds: number;
  /** One request that sends a trial. */
  readonly submitMs: number;
  /** From sending it to its process's first line. */
  readonly startMs: number;
  /** From its result to the conductor's knowing. */
  readonly noticedMs: number;
  /** One look at the trials that run. */
  readonly statesMs: number;
  /** One look where the head remembers so many. */
  readonly lists: readonly { readonly jobs: number; readonly ms: number }[];
  /** Trials that the head takes a second, of so many senders at a time. */
  readonly rates: readonly { readonly atOnce: number; readonly perSecond: number }[];
}

const TRIALS = 16;
const NODES = [1, 1];
const REMEMBERED = 240;
const POLL_MS = 200;

/** Says when its process began and when it had written its result. */
const clockWorker = `
const began = Date.now();
const fs = require('node:fs');
const [jobPath, resultPath] = process.argv.slice(2);
const { key, kind, label, settings } = JSON.parse(fs.readFileSync(jobPath, 'utf8'));
fs.mkdirSync(require('node:path').dirname(resultPath), { recursive: true });
const provenance = { dataHash: '', versions: {}, machine: {} };
const write = (metrics) => {
  const result = { key, kind, label, settings, metrics, details: null, provenance, seconds: 0 };
  const sha256 = require('node:crypto').createHash('sha256').update(JSON.stringify(result)).digest('hex');
  fs.writeFileSync(resultPath, JSON.stringify({ ...result, sha256 }));
};
write({ began, ended: Date.now() });
`;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

const makeJobs = (count: number, name: string): Job[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ key: `${name}${i}`, kind: 'trial' as const, label: `${name} ${i}`, settings: {} },
    ...{ needs: [], threads: 1, limitSeconds: null },
  }));

/** The executor with a clock at its calls. */
class TimedExecutor implements Executor {
  readonly name = 'ray';
  readonly sentAt = new Map<string, number>();
  readonly statesMs: number[] = [];
  constructor(private readonly inner: Executor) {}
  readonly capacity = (threads: number) => this.inner.capacity(threads);
  readonly logTail = (handle: Handle, lines: number) => this.inner.logTail(handle, lines);
  readonly cancel = (handle: Handle) => this.inner.cancel(handle);
  readonly leftRunning = () => this.inner.leftRunning();
  readonly close = () => this.inner.close();
  readonly submit = async (submission: Submission): Promise<Handle> => {
    this.sentAt.set(submission.job.key, Date.now());
    return this.inner.submit(submission);
  };
  readonly states = async (handles: readonly Handle[]) => {
    const began = performance.now();
    const states = await this.inner.states(handles);
    this.statesMs.push(performance.now() - began);
    return states;
  };
}

/** Trials that no node can take wait, and the head remembers them. */
async function crowdTheHead(
  url: string,
  code: string,
): Promise<Pick<RayOverhead, 'submitMs' | 'lists' | 'rates'>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const jobs = new RayJobs({
    url,
    headers: {},
    timeoutMs: 30_000,
    patienceMs: 60_000,
    firstPauseMs: 200,
    agent,
  });
  const lists: { jobs: number; ms: number }[] = [];
  const rates: { atOnce: number; perSecond: number }[] = [];
  const submitMs: number[] = [];
  let sent = 0;
  const send = async (): Promise<void> => {
    const began = performance.now();
    await jobs.submit({
      submission_id: `waits-${sent++}`,
      entrypoint: 'true',
      entrypoint_num_cpus: 64,
      metadata: { sweep: 'crowd', key: String(sent), label: `waits ${sent}`, attempt: '1', log: '/dev/null' },
      runtime_env: { working_dir: `gcs://${code}` },
    });
    submitMs.push(performance.now() - began);
  };
  for (const atOnce of [1, 4, 8]) {
    const until = sent + REMEMBERED / 3;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (sent < until) await send();
      }),
    );
    rates.push({ atOnce, perSecond: REMEMBERED / 3 / ((performance.now() - start) / 1000) });
    const ms: number[] = [];
    for (let turn = 0; turn < 9; turn++) {
      const at = performance.now();
      await jobs.list();
      ms.push(performance.now() - at);
    }
    lists.push({ jobs: sent, ms: median(ms) });
  }
  agent.destroy();
  return { submitMs: median(submitMs.slice(0, REMEMBERED / 3)), lists, rates };
}

/** Starts a Ray of two nodes, runs trials without work of their own on it, and lets others wait. */
export async function measureOverhead(): Promise<RayOverhead> {
  const reason = reasonForNoRay();
  if (reason !== null) throw new Error(reason);
  const project = makeSmallProject();
  writeFileSync(project.worker, clockWorker);
  const ray = await startLocalRay(NODES);
  try {
    const connect = (sweep: string) =>
      RayExecutor.connect({
        ...{ address: ray.url, headers: {}, sweep, project: packProject(project.root), variables: {} },
        ...{ projectFolder: project.root, packagesFrom: null, nodeProgram: process.execPath, slots: null },
        folders: [{ here: project.root, there: project.root }],
        ...{ timeoutMs: 30_000, patienceMs: 60_000, firstPauseMs: 200 },
      });
    const command = ({ job, result }: { job: string; result: string }) => [
      ...[process.execPath, project.worker, job, result],
    ];
    const executor = new TimedExecutor(await connect('overhead'));
    const folder = join(project.root, 'sweep');
    const noticedMs: number[] = [];
    const startMs: number[] = [];
    const began = performance.now();
    const summary = await runSweep({
      ...{ name: 'overhead', settings: {}, planner: plannerOf(makeJobs(TRIALS, 't')), executor, command },
      ...{ store: folderStore(folder), logFolder: join(folder, 'logs'), retries: 0, limitSeconds: null },
      ...{ leaseMs: 60_000, othersMs: 60_000, pollMs: POLL_MS },
      onEvent: (event) => {
        if (event.kind !== 'job-finished') return;
        noticedMs.push(Date.now() - (event.metrics.ended as number));
        startMs.push((event.metrics.began as number) - (executor.sentAt.get(event.key) as number));
      },
    });
    const seconds = (performance.now() - began) / 1000;
    await executor.close();
    if (summary.outcome !== 'complete') throw new Error(JSON.stringify(summary.lost));

    const { submitMs, lists, rates } = await crowdTheHead(ray.url, packProject(project.root).name);

    return {
      machine: {
        cores: availableParallelism(),
        cpu: cpus()[0].model,
        load: loadavg()[0],
        node: process.version,
      },
      ray: JSON.parse(readFileSync('test/fixtures/ray-jobs.json', 'utf8')).versions.ray as string,
      ...{ trials: TRIALS, nodes: NODES.length, pollMs: POLL_MS, seconds },
      submitMs,
      startMs: median(startMs),
      noticedMs: median(noticedMs),
      statesMs: median(executor.statesMs),
      ...{ lists, rates },
    };
  } finally {
    await ray.stop();
    rmSync(project.root, { recursive: true, force: true });
  }
}
