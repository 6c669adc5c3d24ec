import { join } from 'node:path';
import type { Handle } from '../executor';
import type { Job } from '../job';
import { names } from '../store';
import { eventJob } from '../sweep-event';
import { type Attempts, readAttempts, writeAttempts } from './attempts';
import type { Board } from './board';
import { type Claim, Claims } from './claims';
import type { ConductorOptions } from './conductor-options';
import type { ConductorWatch } from './conductor-watch';
import { storedResult } from './stored-results';

interface Running {
  readonly job: Job;
  readonly handle: Handle;
  readonly attempt: number;
  readonly startedAt: string;
}

const TAIL_LINES = 20;

/** The jobs that one conductor has in hand: it claims them, starts them, watches them, and takes what they gave. */
export class RunningJobs {
  private readonly claims: Claims;
  private readonly running = new Map<string, Running>();
  /** Jobs that others hold, and when to ask again. */
  private readonly elsewhere = new Map<string, number>();
  /** Of jobs whose failures in earlier runs are forgotten by now. */
  private readonly forgiven = new Set<string>();

  constructor(
    private readonly options: ConductorOptions,
    private readonly board: Board,
    watch: ConductorWatch,
    /** Whether failures of earlier runs still count, as another conductor may have made them just now. */
    private readonly doFailuresCount: () => boolean,
  ) {
    this.claims = new Claims(options.store, watch);
  }

  get count(): number {
    return this.running.size;
  }

  has(key: string): boolean {
    return this.running.has(key);
  }

  /** What has ended, and what takes too long. @returns whether anything did */
  async gather(): Promise<boolean> {
    const own = [...this.running.values()];
    if (own.length === 0) return false;
    const states = await this.options.executor.states(own.map(({ handle }) => handle));
    let isChanged = false;
    for (const [i, running] of own.entries()) {
      const isLate = states[i] === 'running' && isTooLong(running);
      if (!isLate && (states[i] === 'running' || states[i] === 'waiting')) continue;
      isChanged = true;
      await this.end(running, isLate);
    }
    return isChanged;
  }

  private async end(running: Running, isLate: boolean): Promise<void> {
    const { job, handle } = running;
    if (isLate) await this.options.executor.cancel(handle);
    if (await this.take(job)) return;
    await this.fail(running, isLate ? `took longer than ${job.limitSeconds} s` : 'ended without a result');
  }

  /** Takes a job's result, where there is one. */
  async take(job: Job): Promise<boolean> {
    const { store, onEvent } = this.options;
    const result = await storedResult({ store, job, onEvent });
    if (result === null) return false;
    const wasRunning = this.running.delete(job.key);
    // where another conductor has taken the claim over, the job counts as its own
    const isOwn = (await this.claims.release(job.key)) && wasRunning;
    this.board.results.set(job.key, result);
    const { seconds, metrics } = result;
    onEvent({ kind: 'job-finished', ...eventJob(job), seconds, metrics, isOwn, counts: this.counts });
    return true;
  }

  private get counts() {
    return this.board.counts(this.running.size);
  }

  private async attemptsOf(key: string): Promise<Attempts> {
    const found = await readAttempts(this.options.store, key);
    return this.doFailuresCount() || this.forgiven.has(key) ? found : { ...found, failed: 0 };
  }

  private async fail({ job, handle, attempt }: Running, reason: string): Promise<void> {
    const { executor, store, retries, onEvent } = this.options;
    const tail = await executor.logTail(handle, TAIL_LINES).catch((error: Error) => `(${error.message})`);
    const { started, failed } = await this.attemptsOf(job.key);
    this.forgiven.add(job.key);
    await writeAttempts(store, job.key, { started, failed: failed + 1, last: { reason, tail } });
    this.running.delete(job.key);
    await this.claims.release(job.key);
    const willRetry = failed < retries;
    if (!willRetry) this.board.lost.set(job.key, { job, how: 'failed', reason, tail });
    const counts = this.counts;
    onEvent({ kind: 'job-failed', ...eventJob(job), attempt, reason, tail, willRetry, counts });
  }

  /** Takes over what conductors before this one left running. */
  async adopt(): Promise<void> {
    for (const [key, handle] of await this.options.executor.leftRunning()) {
      const job = this.board.job(key);
      if (job === null || !this.board.isOpen(key) || this.running.has(key)) continue;
      const { started } = await readAttempts(this.options.store, key);
      const claim = { handle, attempt: started, startedAt: new Date().toISOString() };
      const { isTaken, before } = await this.claims.take(key, claim);
      if (isTaken) await this.watchOver(job, { ...claim, ...timesOf(before) }, true);
    }
  }

  private async watchOver(job: Job, claim: Omit<Claim, 'conductor'>, isFoundRunning: boolean): Promise<void> {
    const { attempt, startedAt } = claim;
    await this.claims.update(job.key, claim);
    this.running.set(job.key, { job, handle: claim.handle as Handle, attempt, startedAt });
    const counts = this.counts;
    this.options.onEvent({ kind: 'job-started', ...eventJob(job), attempt, isFoundRunning, counts });
  }

  /** Starts jobs while there is room. */
  async start(ready: readonly Job[]): Promise<void> {
    const waiting = ready.filter(({ key }) => !this.running.has(key) && !this.isElsewhere(key));
    if (waiting.length === 0) return;
    const capacities = new Map<number, number>();
    const shareOf = async ({ threads }: Job): Promise<number> => {
      const known = capacities.get(threads) ?? (await this.options.executor.capacity(threads));
      capacities.set(threads, known);
      return known > 0 ? 1 / known : Number.POSITIVE_INFINITY;
    };
    let used = 0;
    for (const { job } of this.running.values()) used += await shareOf(job);
    for (const job of waiting) {
      const share = await shareOf(job);
      // thirds and sevenths do not add up to exactly 1
      if (used + share > 1 + 1e-9) return;
      if (await this.startOne(job)) used += share;
    }
  }

  private isElsewhere(key: string): boolean {
    return (this.elsewhere.get(key) ?? Number.NEGATIVE_INFINITY) > performance.now();
  }

  private async startOne(job: Job): Promise<boolean> {
    const { store, executor, command, logFolder, othersMs, retries } = this.options;
    const { key } = job;
    const startedAt = new Date().toISOString();
    const { isTaken } = await this.claims.take(key, { handle: null, attempt: 0, startedAt });
    if (!isTaken) {
      this.elsewhere.set(key, performance.now() + othersMs);
      return false;
    }
    // between the last look and the claim another conductor may have finished it, or given it up
    if (await this.take(job)) return false;
    const { started, failed, last } = await this.attemptsOf(key);
    if (failed > retries) return this.giveUp(job, last);
    const attempt = started + 1;
    await writeAttempts(store, key, { started: attempt, failed, last });
    this.forgiven.add(key);
    await store.replace(names.job(key), `${JSON.stringify(job, null, 1)}\n`);
    const words = command({ job: store.locate(names.job(key)), result: store.locate(names.result(key)) });
    const logPath = join(logFolder, `${key}.${attempt}.log`);
    const handle = await executor.submit({ job, attempt, command: words, logPath });
    await this.watchOver(job, { handle, attempt, startedAt }, false);
    return true;
  }

  private async giveUp(job: Job, last: Attempts['last']): Promise<false> {
    await this.claims.release(job.key);
    this.board.lost.set(job.key, { job, how: 'failed', ...(last ?? { reason: 'failed', tail: '' }) });
    return false;
  }

  /** Stops all; that counts neither as done nor as failed. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.running.values()].map(async ({ job, handle }) => {
        await this.options.executor.cancel(handle);
        if (await this.take(job)) return;
        this.running.delete(job.key);
        await this.claims.release(job.key);
      }),
    );
  }
}

function isTooLong({ job: { limitSeconds }, startedAt }: Running): boolean {
  return limitSeconds !== null && (Date.now() - Date.parse(startedAt)) / 1000 > limitSeconds;
}

/** Of the very process that was left running, where its conductor came to write that down. */
function timesOf(before: Claim | null): Partial<Pick<Claim, 'attempt' | 'startedAt'>> {
  if (before === null) return {};
  const { attempt, startedAt } = before;
  return attempt === 0 ? { startedAt } : { attempt, startedAt };
}
