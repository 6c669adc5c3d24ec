import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../errors';
import type { Executor, Handle, JobState, Submission } from '../executor';
import { LogKeeper } from './log-keeper';
import { type RayConnection, rayUrl } from './ray-connection';
import { type RayJob, RayJobs, type RayStatus, type RaySubmission } from './ray-jobs';
import { checkRayOptions, type RayExecutorOptions } from './ray-options';
import { raySubmission } from './ray-submission';
import { Sending } from './sending';
import { SentPackage } from './sent-package';

/** Up to so many jobs are asked for one by one; the list of all holds whatever the cluster remembers of others. */
const fewJobs = 3;
const countAgainMs = 5000;
/** Ray gives a job three seconds between asking and killing. */
const endsWithinMs = 30_000;
const stopLookMs = 200;

const stateOf: Readonly<Record<RayStatus, JobState>> = {
  PENDING: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'ended',
  FAILED: 'failed',
  STOPPED: 'failed',
};

const hasEnded = ({ status }: RayJob): boolean => status !== 'PENDING' && status !== 'RUNNING';

/** Jobs as jobs of a Ray cluster, by its HTTP interface alone. A handle is Ray's submission id. */
export class RayExecutor implements Executor {
  readonly name = 'ray';
  private readonly agent: HttpAgent;
  private readonly jobs: RayJobs;
  private readonly logs: LogKeeper;
  private readonly code: SentPackage;
  private readonly sending = new Sending();
  private readonly ended = new Map<Handle, JobState>();
  /** As sent, while it has not ended. */
  private readonly sent = new Map<Handle, RaySubmission>();
  private counted: readonly number[] = [];
  private countedAt = Number.NEGATIVE_INFINITY;
  private readonly farewells = new Map<Handle, Promise<unknown>>();

  private constructor(private readonly options: RayExecutorOptions) {
    const { address, headers, timeoutMs, patienceMs, firstPauseMs } = options;
    const url = rayUrl(address);
    const kept = { keepAlive: true, maxSockets: 16 };
    this.agent = url.startsWith('https:') ? new HttpsAgent(kept) : new HttpAgent(kept);
    const connection: RayConnection = {
      url,
      headers,
      timeoutMs,
      patienceMs,
      firstPauseMs,
      agent: this.agent,
    };
    this.jobs = new RayJobs(connection);
    this.logs = new LogKeeper(this.jobs);
    this.code = new SentPackage(this.jobs, options.project);
  }

  /**
   * Asks the cluster for its version and sends the project where the cluster has it not yet.
   * @throws InputError for an address or answers that are not a Ray dashboard's, or a head that does not answer
   */
  static async connect(options: RayExecutorOptions): Promise<RayExecutor> {
    checkRayOptions(options);
    const executor = new RayExecutor(options);
    await executor.jobs.version();
    await executor.code.ready();
    return executor;
  }

  /** @throws InputError where there are nodes, and none of them has so many CPUs */
  async capacity(threads: number): Promise<number> {
    if (this.options.slots !== null) return this.options.slots;
    const cpus = await this.cpus();
    const slots = cpus.reduce((sum, count) => sum + Math.floor(count / threads), 0);
    if (slots === 0 && cpus.some((count) => count > 0))
      throw new InputError(
        `ray: a job needs ${threads} CPUs on one node; the largest node has ${Math.max(...cpus)}. Give jobs fewer threads.`,
      );
    return slots;
  }

  /** Of each node; asked for anew when the last answer is old, as a conductor asks at every step. */
  private async cpus(): Promise<readonly number[]> {
    if (performance.now() - this.countedAt > countAgainMs) {
      this.counted = (await this.jobs.nodes()).map((node) => node.resources_total.CPU ?? 0);
      this.countedAt = performance.now();
    }
    return this.counted;
  }

  /** Returns at once: the handle is known beforehand. A head that refuses it is reported by the next look at states. */
  async submit(submission: Submission): Promise<Handle> {
    const sent = raySubmission(submission, { uri: this.code.uri, options: this.options });
    this.logs.keepAt(sent.submission_id, submission.logPath);
    this.ended.delete(sent.submission_id);
    this.sent.set(sent.submission_id, sent);
    this.sending.begin(sent.submission_id, async () => {
      await this.code.ready();
      if ((await this.jobs.submit(sent)) === 'taken') await this.takeUp(sent);
    });
    return sent.submission_id;
  }

  /** A live one of that name is the job itself, sent before; one that ended without a result gives way. */
  private async takeUp(sent: RaySubmission): Promise<void> {
    const there = await this.jobs.find(sent.submission_id);
    if (there !== null && !hasEnded(there)) return;
    await this.jobs.forget(sent.submission_id);
    await this.jobs.submit(sent);
  }

  async states(handles: readonly Handle[]): Promise<readonly JobState[]> {
    this.sending.check();
    const unsent = new Set(handles.filter((handle) => this.sending.has(handle)));
    const live = handles.filter((handle) => !this.ended.has(handle) && !unsent.has(handle));
    const found = new Map((await this.look(live)).map((job) => [job.submission_id, job]));
    const again = new Set<Handle>();
    for (const handle of live) {
      const job = found.get(handle);
      if (job === undefined || !hasEnded(job)) continue;
      if (await this.sendAgain(job)) {
        found.delete(handle);
        again.add(handle);
      } else await this.takeLeave(job);
    }
    const running = live.filter((handle) => found.get(handle)?.status === 'RUNNING');
    this.logs.follow(running, performance.now());
    const absent = (handle: Handle): JobState =>
      again.has(handle) || unsent.has(handle) ? 'waiting' : 'unknown';
    return handles.map((handle) => {
      const job = found.get(handle);
      return this.ended.get(handle) ?? (job === undefined ? absent(handle) : stateOf[job.status]);
    });
  }

  private async look(handles: readonly Handle[]): Promise<readonly RayJob[]> {
    if (handles.length === 0) return [];
    if (handles.length > fewJobs) return this.jobs.list();
    return (await Promise.all(handles.map((handle) => this.jobs.find(handle)))).filter((job) => job !== null);
  }

  /** A job that no node took for a quarter of an hour has failed in Ray's eyes; nothing is wrong with it. */
  private async sendAgain({ submission_id, error_type }: RayJob): Promise<boolean> {
    const sent = this.sent.get(submission_id as string);
    if (error_type !== 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT' || sent === undefined) return false;
    await this.code.ready();
    await this.takeUp(sent);
    return true;
  }

  /**
   * Keeps the log. What succeeded is forgotten then, as every list of jobs holds all that Ray remembers; what failed
   * stays to be seen on Ray's pages.
   */
  private async takeLeave(job: RayJob): Promise<void> {
    const id = job.submission_id as string;
    this.ended.set(id, stateOf[job.status]);
    this.sent.delete(id);
    if (job.status !== 'SUCCEEDED') return this.logs.finish(job);
    // A log that cannot be had must not cost a result.
    const farewell = this.logs
      .finish(job)
      .then(() => this.jobs.forget(id))
      .catch(() => undefined)
      .finally(() => this.farewells.delete(id));
    this.farewells.set(id, farewell);
  }

  async logTail(handle: Handle, lines: number): Promise<string> {
    await this.sending.sent(handle);
    await this.farewells.get(handle);
    return this.logs.tail(handle, lines, !this.ended.has(handle));
  }

  async cancel(handle: Handle): Promise<void> {
    await this.sending.sent(handle);
    const began = performance.now();
    let job = await this.jobs.find(handle);
    if (job === null || hasEnded(job)) return;
    // One that waits for a node hears of it when it gets one, and ends there and then.
    const isWaiting = job.status === 'PENDING';
    await this.jobs.stop(handle);
    while (!isWaiting && job !== null && !hasEnded(job)) {
      if (performance.now() - began > endsWithinMs)
        throw new InputError(`ray: job ${handle} was asked to stop and still runs; see Ray's own page of it`);
      await sleep(stopLookMs);
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
    await this.sending.close();
    await Promise.all([this.logs.close(), ...this.farewells.values()]);
    this.agent.destroy();
  }
}
