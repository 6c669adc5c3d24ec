import { Worker } from 'node:worker_threads';
import { InputError } from '../../errors';
import type { FromWorker, ToWorker } from './score-worker';

/** What was asked of a thread and is not answered yet. */
export interface Pending {
  readonly message: Exclude<ToWorker, { kind: 'drop' }>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  /** Threads that died at it. */
  deaths: number;
}

/** One thread of the pool. */
export class WorkerThread {
  readonly pending = new Map<number, Pending>();
  private readonly worker: Worker;
  private isClosing = false;

  /** @param onDeath gets what the thread had not answered, when it ends without being told to */
  constructor(path: string, onDeath: (thread: WorkerThread) => void) {
    this.worker = new Worker(path);
    this.worker.on('message', (message: FromWorker) => this.settle(message));
    // an uncaught error is followed by exit, where it is dealt with
    this.worker.on('error', () => {});
    this.worker.on('exit', () => {
      if (!this.isClosing) onDeath(this);
    });
  }

  send(pending: Pending): void {
    this.pending.set(pending.message.id, pending);
    this.worker.postMessage(pending.message);
  }

  drop(key: number): void {
    const message: ToWorker = { kind: 'drop', key };
    this.worker.postMessage(message);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await this.worker.terminate();
    for (const { reject } of this.pending.values()) reject(new Error('the service has stopped'));
    this.pending.clear();
  }

  private settle(message: FromWorker): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    this.pending.delete(message.id);
    if ('value' in message) pending.resolve(message.value as never);
    else if (pending.message.kind === 'open') pending.reject(new InputError(message.failure));
    else pending.reject(new Error(message.failure));
  }
}
