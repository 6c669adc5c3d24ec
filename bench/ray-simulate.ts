/**
 * How a sweep's throughput grows with the nodes of a cluster, and what saturates: a trial's overhead is measured on a
 * real Ray of this machine, the conductor's own work with the real conductor on an executor that only pretends, and 10,
 * 100 and 1,000 nodes are simulated from those figures. Writes reports/cluster.json and reports/cluster.md.
 *
 *   RECDISTILL_RAY_PYTHON=<a Python with ray[default]> npm run bench -- ray-simulate
 *
 * Without that Python the overhead is the one that reports/cluster.json holds.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor, Handle, JobState, Submission } from '../src/sweep/executor';
import { folderStore } from '../src/sweep/folder-store';
import type { Job } from '../src/sweep/job';
import { plannerOf } from '../src/sweep/plan/planner';
import { writtenResult } from '../src/sweep/read-result';
import { runSweep } from '../src/sweep/run-sweep';
import type { SweepStore } from '../src/sweep/store';
import { measureOverhead, type RayOverhead } from './ray-overhead-work';
import { type SimulatedCosts, type SimulatedFlow, simulate } from './ray-simulate-work';

const JSON_PATH = 'reports/cluster.json';
const MARKDOWN_PATH = 'reports/cluster.md';
const SLOTS_A_NODE = 4;
const NODES = [10, 100, 1000];
const TRIAL_SECONDS = [10, 60, 600];
const CONDUCTORS = [1, 4];
/** As a request to a store of objects in the same region takes; an assumption, not measured here. */
const OBJECT_STORE_MS = 25;
const POLL_MS = 1000;

interface ConductorCost {
  readonly slots: number;
  readonly trials: number;
  readonly msPerTrial: number;
  /** Reads, writes and lists. */
  readonly storeRequestsPerTrial: number;
}

/** Counts requests. */
function counted(store: SweepStore, count: () => void): SweepStore {
  const calls =
    <Arguments extends unknown[], Result>(call: (...words: Arguments) => Result) =>
    (...words: Arguments): Result => {
      count();
      return call(...words);
    };
  const { place, locate, read, list, create, replace, swap } = store;
  return {
    ...{ place, locate, read: calls(read), list: calls(list) },
    ...{ create: calls(create), replace: calls(replace), swap: calls(swap) },
  };
}

/** Every look finds a twentieth of the slots ended, the oldest first; results are there from the start, uncounted. */
class PretendingExecutor implements Executor {
  readonly name = 'pretended';
  private readonly running: Handle[] = [];
  private readonly over = new Set<Handle>();
  /** Names of the results that there are. */
  readonly sent = new Set<string>();
  looks = 0;
  constructor(private readonly slots: number) {}
  readonly capacity = async () => this.slots;
  readonly submit = async ({ job }: Submission): Promise<Handle> => {
    this.sent.add(`results/${job.key}.json`);
    this.running.push(job.key);
    return job.key;
  };
  readonly states = async (handles: readonly Handle[]): Promise<readonly JobState[]> => {
    this.looks++;
    for (const handle of this.running.splice(0, Math.ceil(this.slots / 20))) this.over.add(handle);
    return handles.map((handle) => (this.over.has(handle) ? 'ended' : 'running'));
  };
  readonly logTail = async () => '';
  readonly cancel = async () => {};
  readonly leftRunning = async () => new Map<string, Handle>();
  readonly close = async () => {};
}

/** The real conductor on a real folder. */
async function conductorCost(slots: number): Promise<ConductorCost> {
  const folder = mkdtempSync(join(tmpdir(), 'conductor-'));
  const trials = slots * 2;
  const jobs = Array.from(
    { length: trials },
    (_, i): Job => ({
      ...{ key: `k${i}`, kind: 'trial', label: `trial ${i}`, settings: { seed: i } },
      ...{ needs: [], threads: 1, limitSeconds: null },
    }),
  );
  const result = ({ key, kind, label, settings }: Job) =>
    writtenResult({
      ...{ key, kind, label, settings, metrics: { validationRmse: 1 }, details: null, seconds: 1 },
      provenance: { dataHash: '', versions: {}, machine: {} },
    });
  const inner = folderStore(folder);
  const texts = new Map(jobs.map((job) => [`results/${job.key}.json`, result(job)]));
  const executor = new PretendingExecutor(slots);
  // A result is there once its trial has been sent, as if a node had written it.
  const store: SweepStore = {
    ...inner,
    read: async (name) => (executor.sent.has(name) ? (texts.get(name) ?? null) : inner.read(name)),
  };
  let requests = 0;
  const pollMs = 1;
  const began = process.cpuUsage();
  const wall = performance.now();
  const summary = await runSweep({
    ...{ name: 'pretended', settings: {}, planner: plannerOf(jobs), executor },
    store: counted(store, () => {
      requests++;
    }),
    command: () => ['true'],
    ...{ logFolder: folder, retries: 0, limitSeconds: null, leaseMs: 60_000, othersMs: 600_000, pollMs },
  });
  const spent = performance.now() - wall - executor.looks * (pollMs + 0.2);
  rmSync(folder, { recursive: true, force: true });
  if (summary.outcome !== 'complete')
    throw new Error(`the conductor lost trials: ${JSON.stringify(summary.lost[0])}`);
  const { user, system } = process.cpuUsage(began);
  console.log(
    `conductor, ${slots} slots: ${(spent / trials).toFixed(1)} ms a trial, ${((user + system) / 1000 / trials).toFixed(1)} of CPU`,
  );
  return { slots, trials, msPerTrial: spent / trials, storeRequestsPerTrial: requests / trials };
}

interface Row {
  readonly nodes: number;
  readonly trialSeconds: number;
  readonly conductors: number;
  readonly store: 'folder' | 'objects';
  readonly flow: SimulatedFlow;
  readonly limit: string;
}

/** The straight line through the first and the last. */
function lookCosts({ lists }: RayOverhead): Pick<SimulatedCosts, 'lookMs' | 'lookMsPerTrial'> {
  const [first, last] = [lists[0], lists[lists.length - 1]];
  const lookMsPerTrial = Math.max(0, (last.ms - first.ms) / (last.jobs - first.jobs));
  return { lookMsPerTrial, lookMs: Math.max(0, first.ms - lookMsPerTrial * first.jobs) };
}

function limitOf(flow: SimulatedFlow, perSecondOfHead: number): string {
  if (flow.trialsPerHour / 3600 > 0.95 * perSecondOfHead) return 'the head';
  if (flow.conductorBusyShare > 0.9) return 'the conductor';
  return flow.usedShare > 0.9 ? 'the nodes' : "a trial's start";
}

function simulateAll(overhead: RayOverhead, conductor: readonly ConductorCost[]): Row[] {
  const headPerSecond = Math.max(...overhead.rates.map(({ perSecond }) => perSecond));
  const rows: Row[] = [];
  for (const store of ['folder', 'objects'] as const)
    for (const [i, nodes] of NODES.entries())
      for (const conductors of CONDUCTORS)
        for (const trialSeconds of TRIAL_SECONDS) {
          const { msPerTrial, storeRequestsPerTrial } = conductor[i];
          const conductorMs =
            store === 'folder' ? msPerTrial : msPerTrial + storeRequestsPerTrial * OBJECT_STORE_MS;
          const { submitMs, startMs } = overhead;
          const costs = {
            conductorMs,
            submitMs,
            startMs,
            ...lookCosts(overhead),
            pollMs: POLL_MS,
            headPerSecond,
          };
          const flow = simulate({ costs, slots: nodes * SLOTS_A_NODE, trialSeconds, conductors });
          rows.push({ nodes, trialSeconds, conductors, store, flow, limit: limitOf(flow, headPerSecond) });
        }
  return rows;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)}%`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function table(rows: readonly Row[]): string {
  const head = `| nodes | conductors | ${TRIAL_SECONDS.map((seconds) => `trials of ${seconds} s`).join(' | ')} |`;
  const lines = NODES.flatMap((nodes) =>
    CONDUCTORS.map((conductors) => {
      const cells = TRIAL_SECONDS.map((seconds) => {
        const row = rows.find(
          (one) => one.nodes === nodes && one.conductors === conductors && one.trialSeconds === seconds,
        ) as Row;
        return `${whole(row.flow.trialsPerHour)} an hour, ${percent(row.flow.usedShare)} (${row.limit})`;
      });
      return `| ${whole(nodes)} | ${conductors} | ${cells.join(' | ')} |`;
    }),
  );
  return [head, `|--:|--:|${TRIAL_SECONDS.map(() => '---').join('|')}|`, ...lines].join('\n');
}

function markdown(overhead: RayOverhead, conductor: readonly ConductorCost[], rows: readonly Row[]): string {
  const { lookMs, lookMsPerTrial } = lookCosts(overhead);
  const last = conductor[conductor.length - 1];
  const best = Math.max(...overhead.rates.map(({ perSecond }) => perSecond));
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return `# Throughput on a cluster

\`RECDISTILL_RAY_PYTHON=<python> npm run bench -- ray-simulate\` made this page and cluster.json.

## Measured

On a real Ray ${overhead.ray} with ${overhead.nodes} nodes of one CPU each, on one machine (${overhead.machine.cpu}, ${overhead.machine.cores} cores, load ${Number(overhead.machine.load).toFixed(1)}), medians of ${overhead.trials} trials without work:

| what | cost |
|---|--:|
| a request that sends a trial | ${ms(overhead.submitMs)} |
| from there to its process's first line | ${ms(overhead.startMs)} |
| from its result to the conductor's knowing, at a look every ${overhead.pollMs} ms | ${ms(overhead.noticedMs)} |
| a look at what runs | ${ms(lookMs)} + ${lookMsPerTrial.toFixed(2)} ms a trial that the head remembers |
| trials that the head takes, ${overhead.rates.map(({ atOnce }) => atOnce).join(', ')} senders at a time | ${overhead.rates.map(({ perSecond }) => perSecond.toFixed(0)).join(', ')} a second |

The conductor itself, as it is, on an executor that only pretends and a folder of this machine:

| trials at a time | a trial, from claim to result | requests to the store |
|--:|--:|--:|
${conductor.map(({ slots, msPerTrial, storeRequestsPerTrial }) => `| ${whole(slots)} | ${ms(msPerTrial)} | ${storeRequestsPerTrial.toFixed(1)} |`).join('\n')}

## Simulated

${SLOTS_A_NODE} trials of one thread a node, a look every ${POLL_MS / 1000} s. Each cell: trials, the share of the nodes' time that goes into trials' own work, and what holds the flow (the nodes are what should). Results in a shared folder:

${table(rows.filter(({ store }) => store === 'folder'))}

Results in a store of objects that takes ${OBJECT_STORE_MS} ms a request (assumed):

${table(rows.filter(({ store }) => store === 'objects'))}

What holds the flow: a trial's start takes its share of every trial, so that trials should take minutes; the head takes ${best.toFixed(0)} trials a second, and so keeps that many CPUs busy for each second that a trial takes; a look at thousands of trials takes the conductor ${((lookMs + lookMsPerTrial * 4000) / 1000).toFixed(1)} s at 4,000. With a store of objects one conductor handles ${(1000 / (last.msPerTrial + last.storeRequestsPerTrial * OBJECT_STORE_MS)).toFixed(0)} trials a second, one request after the other, and several conductors on one store share the work.
`;
}

async function main(): Promise<void> {
  const before = existsSync(JSON_PATH) ? JSON.parse(readFileSync(JSON_PATH, 'utf8')) : null;
  const isMeasured = process.env.RECDISTILL_RAY_PYTHON !== undefined;
  if (!isMeasured && before === null)
    throw new Error('RECDISTILL_RAY_PYTHON names no Python with ray[default]');
  const overhead: RayOverhead = isMeasured ? await measureOverhead() : before.overhead;
  writeFileSync(JSON_PATH, JSON.stringify({ overhead }));
  const conductor: ConductorCost[] = [];
  for (const nodes of NODES) conductor.push(await conductorCost(nodes * SLOTS_A_NODE));
  const rows = simulateAll(overhead, conductor);
  const command = 'RECDISTILL_RAY_PYTHON=<python> npm run bench -- ray-simulate';
  const assumed = { slotsANode: SLOTS_A_NODE, objectStoreMs: OBJECT_STORE_MS, pollMs: POLL_MS };
  writeFileSync(JSON_PATH, `${JSON.stringify({ command, overhead, conductor, assumed, rows }, null, 1)}\n`);
  writeFileSync(MARKDOWN_PATH, markdown(overhead, conductor, rows));
  console.log(readFileSync(MARKDOWN_PATH, 'utf8'));
}

main();
