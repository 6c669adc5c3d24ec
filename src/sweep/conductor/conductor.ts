import { keyIn } from '../store';
import { eventJob, type SweepCounts } from '../sweep-event';
import { Board } from './board';
import type { ConductorOptions } from './conductor-options';
import { ConductorWatch } from './conductor-watch';
import { RunningJobs } from './running-jobs';
import { storedKeys, storedResult } from './stored-results';

/** One of the processes that share a sweep's work. */
export class Conductor {
  readonly board: Board;
  readonly watch: ConductorWatch;
  private readonly running: RunningJobs;
  private isAlone = false;
  private nextLook = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ConductorOptions) {
    const { planner, store, leaseMs } = options;
    this.board = new Board(planner);
    this.watch = new ConductorWatch({ store, leaseMs, now: () => performance.now() });
    this.running = new RunningJobs(options, this.board, this.watch, () => !this.isAlone);
  }

  get counts(): SweepCounts {
    return this.board.counts(this.running.count);
  }

  /** Finds what is there already. */
  async begin(): Promise<void> {
    await this.watch.tell();
    this.isAlone = await this.watch.isAlone();
    await this.plan();
  }

  /** Clears away what conductors that died left of their claims, once nothing is left to be claimed. */
  async end(): Promise<void> {
    const { store } = this.options;
    if (!(await this.watch.isAlone())) return;
    for (const name of [...(await store.list('claims'))]) {
      const text = keyIn(name) === null ? null : await store.read(`claims/${name}`);
      if (text !== null) await store.swap(`claims/${name}`, text, null);
    }
  }

  /** Looks after what runs, then starts what can be. @returns whether all is over */
  async step(): Promise<boolean> {
    await this.watch.tell();
    let isChanged = await this.running.gather();
    const now = performance.now();
    if (now >= this.nextLook) {
      this.nextLook = now + this.options.othersMs;
      isChanged = (await this.lookAround()) || isChanged;
    }
    if (isChanged) await this.plan();
    const lost = this.board.lost.size;
    await this.running.start(this.board.ready());
    if (this.board.lost.size > lost) await this.plan();
    return this.running.count === 0 && this.board.isOver();
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  /** What other conductors finished, or left running as they died. */
  private async lookAround(): Promise<boolean> {
    await this.running.adopt();
    let isChanged = false;
    for (const key of await storedKeys(this.options.store)) {
      const job = this.board.job(key);
      if (job === null || !this.board.isOpen(key) || this.running.has(key)) continue;
      isChanged = (await this.running.take(job)) || isChanged;
    }
    return isChanged;
  }

  /** The planner's jobs, with results that are there already, until it names no more; then what can no longer be done. */
  private async plan(): Promise<void> {
    const { store, onEvent } = this.options;
    let stored: ReadonlySet<string> | null = null;
    for (let fresh = this.board.replan(); fresh.length > 0; fresh = this.board.replan()) {
      stored ??= await storedKeys(store);
      for (const job of fresh) {
        const result = stored.has(job.key) ? await storedResult({ store, job, onEvent }) : null;
        if (result === null) continue;
        this.board.results.set(job.key, result);
        const { seconds, metrics } = result;
        onEvent({ kind: 'job-found', ...eventJob(job), seconds, metrics, counts: this.counts });
      }
    }
    const skipped = this.board.skip();
    for (const { job, reason } of skipped)
      onEvent({ kind: 'job-skipped', ...eventJob(job), because: reason, counts: this.counts });
    if (skipped.length > 0) await this.plan();
  }
}
