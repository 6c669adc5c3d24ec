import type { Handle } from '../executor';

/** So many requests that send jobs are under way at a time; more make no head faster, see reports/cluster.md. */
const atOnce = 8;

/** Sends jobs beside the caller's work, so that one conductor sends as fast as a head takes. */
export class Sending {
  private readonly pending = new Map<Handle, Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private free = atOnce;
  private failure: unknown = null;

  /** Begins it; what goes wrong is thrown by the next `check`. */
  begin(handle: Handle, send: () => Promise<void>): void {
    const work = this.turn()
      .then(send)
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => {
        this.pending.delete(handle);
        const next = this.waiting.shift();
        if (next === undefined) this.free++;
        else next();
      });
    this.pending.set(handle, work);
  }

  private async turn(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => this.waiting.push(go));
  }

  has(handle: Handle): boolean {
    return this.pending.has(handle);
  }

  /** Returns when it was sent, or was never begun here. */
  async sent(handle: Handle): Promise<void> {
    await this.pending.get(handle);
    this.check();
  }

  /** @throws what went wrong with any, once */
  check(): void {
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
  }

  async close(): Promise<void> {
    await Promise.all(this.pending.values());
  }
}
