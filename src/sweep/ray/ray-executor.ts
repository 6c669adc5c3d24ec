import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkOptions, InputError } from '../../errors';
import type { Executor, Handle, JobState, Submission } from '../executor';
import { LogKeeper } from './log-keeper';
import { type FolderPair, wordThere } from './node-paths';
import { encodePlan } from './node-plan';
import type { PackedProject } from './pack-project';
import { type RayConnection, rayUrl } from './ray-connection';
import { type RayJob, RayJobs, type RayStatus, type RaySubmission } from './ray-jobs';
import { SentPackage } from './sent-package';

export interface RayExecutorOptions {
  /** `ray://host:8265`, `http://…` or `https://…`: the head's dashboard. */
  readonly address: string;
  /** Sent with every request, e.g. `{ authorization: 'Bearer …' }`; empty for none. */
  readonly headers: Readonly<Record<string, string>>;
  /** Letters, digits and hyphens that name the sweep: the same for every conductor of it, and for no other sweep. */
  readonly sweep: string;
  readonly project: PackedProject;
  /** This machine's folder of the project, which commands name. */
  readonly projectFolder: string;
  /** The folder on every node whose `node_modules` the project uses; null where a job needs no packages. */
  readonly packagesFrom: string | null;
  /** How the nodes' shell starts Node, e.g. `node`. */
  readonly nodeProgram: string;
  /** Shared folders: as they are called here and on the nodes, the longest first where one lies in another. */
  readonly folders: readonly FolderPair[];
  /** Variables of the jobs; Ray hides their values from its pages. */
  readonly variables: Readonly<Record<string, string>>;
  /** So many jobs at a time, whatever nodes there are now, for a cluster that grows by itself; null counts CPUs. */
  readonly slots: number | null;
  readonly timeoutMs: number;
  readonly patienceMs: number;
  readonly firstPauseMs: number;
}

const known: readonly (keyof RayExecutorOptions)[] = [
  'address',
  'headers',
  'sweep',
  'project',
  'projectFolder',
  'packagesFrom',
  'nodeProgram',
  'folders',
  'variables',
  'slots',
  'timeoutMs',
  'patienceMs',
  'firstPauseMs',
];

const launcher = 'dist/sweep/ray/run-on-node.js';
/** Up to so many jobs are asked for one by one; the list of all holds whatever the cluster remembers of others. */
const fewJobs = 3;
/** Ray gives a job three seconds between asking and killing. */
const endsWithinMs = 30_000;

const stateOf: Readonly<Record<RayStatus, JobState>> = {
  PENDING: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'ended',
  FAILED: 'failed',
  STOPPED: 'failed',
};

const hasEnded = ({ status }: RayJob): boolean => status !== 'PENDING' && status !== 'RUNNING';

const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Jobs as jobs of a Ray cluster, by its HTTP interface alone. A handle is Ray's submission id. */
export class RayExecutor implements Executor {
  readonly name = 'ray';
  private readonly jobs: RayJobs;
  private readonly logs: LogKeeper;
  private readonly code: SentPackage;
  private readonly ended = new Map<Handle, JobState>();
  private readonly farewells = new Set<Promise<unknown>>();

  private constructor(private readonly options: RayExecutorOptions) {
    const { address, headers, timeoutMs, patienceMs, firstPauseMs } = options;
    const connection: RayConnection = { url: rayUrl(address), headers, timeoutMs, patienceMs, firstPauseMs };
    this.jobs = new RayJobs(connection);
    this.logs = new LogKeeper(this.jobs);
    this.code = new SentPackage(this.jobs, options.project);
  }

  /**
   * Asks the cluster for its version and sends the project where the cluster has it not yet.
   * @throws InputError for an address or answers that are not a Ray dashboard's, or a head that does not answer
   */
  static async connect(options: RayExecutorOptions): Promise<RayExecutor> {
    checkOptions('RayExecutor', options, known);
    if (!/^[A-Za-z0-9-]+$/.test(options.sweep))
      throw new InputError(
        `RayExecutor: expected letters, digits and hyphens for sweep, found "${options.sweep}"`,
      );
    const executor = new RayExecutor(options);
    await executor.jobs.version();
    await executor.code.ready();
    return executor;
  }

  /** @throws InputError where there are nodes, and none of them has so many CPUs */
  async capacity(threads: number): Promise<number> {
    if (this.options.slots !== null) return this.options.slots;
    const cpus = (await this.jobs.nodes()).map((node) => node.resources_total.CPU ?? 0);
    const slots = cpus.reduce((sum, count) => sum + Math.floor(count / threads), 0);
    if (slots === 0 && cpus.some((count) => count > 0))
      throw new InputError(
        `ray: a job needs ${threads} CPUs on one node; the largest node has ${Math.max(...cpus)}. Give jobs fewer threads.`,
      );
    return slots;
  }

  async submit(submission: Submission): Promise<Handle> {
    const sent = this.rayJobOf(submission);
    this.logs.keepAt(sent.submission_id, submission.logPath);
    this.ended.delete(sent.submission_id);
    await this.code.ready();
    if ((await this.jobs.submit(sent)) === 'taken') await this.takeUp(sent);
    return sent.submission_id;
  }

  /** A live one of that name is the job itself, sent before; one that ended without a result gives way. */
  private async takeUp(sent: RaySubmission): Promise<void> {
    const there = await this.jobs.find(sent.submission_id);
    if (there !== null && !hasEnded(there)) return;
    await this.jobs.forget(sent.submission_id);
    await this.jobs.submit(sent);
  }

  private rayJobOf({ job, attempt, command, logPath }: Submission): RaySubmission {
    const { sweep, folders, projectFolder, packagesFrom, nodeProgram, variables } = this.options;
    const places = [...folders, { here: projectFolder, there: '' }];
    const there = (word: string): string => wordThere(word, places);
    const plan = encodePlan({
      words: command.map((word) => (word === process.execPath ? '{node}' : there(word))),
      variables: threadVariables(job.threads),
      packagesFrom,
      awaits: command.filter((word) => wordThere(word, folders) !== word && existsSync(word)).map(there),
    });
    return {
      submission_id: `recdistill-${sweep}-${job.key}-${attempt}`,
      entrypoint: `${shellWord(nodeProgram)} ${launcher} ${plan}`,
      entrypoint_num_cpus: job.threads,
      metadata: { sweep, key: job.key, attempt: String(attempt), label: job.label, log: logPath },
      runtime_env: { working_dir: this.code.uri, env_vars: variables },
    };
  }

  async states(handles: readonly Handle[]): Promise<readonly JobState[]> {
    const live = handles.filter((handle) => !this.ended.has(handle));
    const found = new Map((await this.look(live)).map((job) => [job.submission_id, job]));
    for (const handle of live) {
      const job = found.get(handle);
      if (job !== undefined && hasEnded(job)) await this.takeLeave(job);
    }
    const running = live.filter((handle) => found.get(handle)?.status === 'RUNNING');
    this.logs.follow(running, performance.now());
    return handles.map((handle) => {
      const job = found.get(handle);
      return this.ended.get(handle) ?? (job === undefined ? 'unknown' : stateOf[job.status]);
    });
  }

  private async look(handles: readonly Handle[]): Promise<readonly RayJob[]> {
    if (handles.length > fewJobs) return this.jobs.list();
    return (await Promise.all(handles.map((handle) => this.jobs.find(handle)))).filter((job) => job !== null);
  }

  /**
   * Keeps the log. What succeeded is forgotten then, as every list of jobs holds all that Ray remembers; what failed
   * stays to be seen on Ray's pages.
   */
  private async takeLeave(job: RayJob): Promise<void> {
    const id = job.submission_id as string;
    this.ended.set(id, stateOf[job.status]);
    if (job.status !== 'SUCCEEDED') return this.logs.finish(job);
    // A log that cannot be had must not cost a result.
    const farewell = this.logs
      .finish(job)
      .then(() => this.jobs.forget(id))
      .catch(() => undefined)
      .finally(() => this.farewells.delete(farewell));
    this.farewells.add(farewell);
  }

  async logTail(handle: Handle, lines: number): Promise<string> {
    return this.logs.tail(handle, lines, !this.ended.has(handle));
  }

  async cancel(handle: Handle): Promise<void> {
    const began = performance.now();
    let job = await this.jobs.find(handle);
    if (job === null || hasEnded(job)) return;
    // One that waits for a node hears of it when it gets one, and ends there and then.
    const isWaiting = job.status === 'PENDING';
    await this.jobs.stop(handle);
    while (!isWaiting && job !== null && !hasEnded(job)) {
      if (performance.now() - began > endsWithinMs)
        throw new InputError(`ray: job ${handle} was asked to stop and still runs; see Ray's own page of it`);
      await sleep(this.options.firstPauseMs);
      job = await this.jobs.find(handle);
    }
    if (job !== null && hasEnded(job)) await this.takeLeave(job);
  }

  async leftRunning(): Promise<ReadonlyMap<string, Handle>> {
    const own = (await this.jobs.list()).filter(
      ({ metadata, submission_id }) => submission_id !== null && metadata?.sweep === this.options.sweep,
    );
    const live = own.filter((job) => !hasEnded(job));
    for (const { submission_id, metadata } of live)
      this.logs.keepAt(submission_id as string, (metadata as Record<string, string>).log);
    return new Map(live.map((job) => [job.metadata?.key as string, job.submission_id as string]));
  }

  async close(): Promise<void> {
    await Promise.all([this.logs.close(), ...this.farewells]);
  }
}

/** What TensorFlow, its matrix kernels and Node honour. */
const threadVariables = (threads: number): Record<string, string> => ({
  OMP_NUM_THREADS: String(threads),
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
});
