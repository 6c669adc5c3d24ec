import { join } from 'node:path';
import type { ModelFiles } from './model-files';
import type { ToWorker } from './score-worker';
import type { Job, ModelFacts, Outcome, Scoring } from './scoring';
import { type Pending, WorkerThread } from './worker-thread';

/** A request at which so many threads have died is what kills them. */
const MOST_DEATHS = 3;

/**
 * Students in threads of their own, each model in each of them. Threads rather than processes that share a port: one
 * process has one set of metrics, one log and one moment at which a new model takes over, and a long scan over a large
 * catalogue does not keep the thread that speaks HTTP from answering. A thread that dies is replaced, and what it had
 * not answered is asked again, as answering changes nothing.
 */
export class WorkerPool implements Scoring {
  private readonly models = new Map<number, ModelFiles>();
  private readonly threads: WorkerThread[];
  private readonly path: string;
  private readonly onDeath: () => void;
  private isClosed = false;
  private nextId = 0;

  constructor(options: {
    /** At least 1. */
    readonly threads: number;
    /** Told of each thread that dies. */
    readonly onDeath: () => void;
    /** The thread's program, where it does not lie beside this file. */
    readonly path: string | null;
  }) {
    this.path = options.path ?? join(__dirname, 'score-worker.js');
    this.onDeath = options.onDeath;
    this.threads = Array.from({ length: options.threads }, () => this.start());
  }

  /** One thread after the other, so that the others answer meanwhile. */
  async open(key: number, files: ModelFiles): Promise<ModelFacts> {
    let facts: ModelFacts | undefined;
    this.models.set(key, files);
    try {
      for (let t = 0; t < this.threads.length; t++)
        facts = await this.post<ModelFacts>(this.threads[t], { kind: 'open', id: this.nextId++, key, files });
    } catch (error) {
      this.drop(key);
      throw error;
    }
    return facts as ModelFacts;
  }

  ask(key: number, job: Job): Promise<Outcome> {
    return this.post(this.idlest(), { kind: 'ask', id: this.nextId++, key, job });
  }

  drop(key: number): void {
    this.models.delete(key);
    for (const thread of this.threads) thread.drop(key);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  private start(): WorkerThread {
    return new WorkerThread(this.path, (dead) => this.replace(dead));
  }

  private idlest(): WorkerThread {
    return this.threads.reduce((best, thread) => (thread.pending.size < best.pending.size ? thread : best));
  }

  private post<T>(thread: WorkerThread, message: Pending['message']): Promise<T> {
    return new Promise<T>((resolve, reject) => thread.send({ message, resolve, reject, deaths: 0 }));
  }

  private replace(dead: WorkerThread): void {
    if (this.isClosed) return;
    this.onDeath();
    const thread = this.start();
    this.threads[this.threads.indexOf(dead)] = thread;
    // its models come first in its queue of messages, so that whatever is asked finds them open
    for (const [key, files] of this.models) {
      const message: ToWorker = { kind: 'open', id: this.nextId++, key, files };
      this.post(thread, message).catch(() => {});
    }
    const [oldest, ...others] = dead.pending.values();
    // a thread works in the order of its messages, so that the oldest is what it died at
    if (oldest !== undefined && ++oldest.deaths >= MOST_DEATHS)
      oldest.reject(new Error('every thread that got this request died'));
    else if (oldest !== undefined) thread.send(oldest);
    for (const pending of others) thread.send(pending);
  }
}
