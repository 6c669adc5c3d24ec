import { randomBytes } from 'node:crypto';
import { identityOf, isRunning, type ProcessIdentity } from '../process-identity';
import { names, type SweepStore } from '../store';

interface Beat {
  readonly identity: ProcessIdentity;
  /** Grows while it lives. */
  readonly beat: number;
}

/** null for a file that a loss of power has left empty: whoever wrote it is gone as well. */
function identityIn(text: string): ProcessIdentity | null {
  try {
    return (JSON.parse(text) as Beat).identity;
  } catch {
    return null;
  }
}

/** Those of this very process: its being there says nothing of them, a notebook's kernel say goes on. */
const atWork = new Set<string>();

/**
 * Conductors tell one another that they live: each keeps a file whose number grows. One of this machine is asked for by
 * its process; another machine's counts as dead when its number has not grown for a lease's time by this machine's own
 * clock, so that clocks need not agree.
 */
export class ConductorWatch {
  readonly id = randomBytes(6).toString('hex');
  private readonly seen = new Map<string, { readonly text: string; readonly at: number }>();
  private beat = 0;
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: {
      readonly store: SweepStore;
      readonly leaseMs: number;
      /** Milliseconds that only grow. */
      readonly now: () => number;
    },
  ) {}

  /** Says that this one lives, where it is time to. */
  async tell(): Promise<void> {
    const { store, leaseMs, now } = this.options;
    if (now() - this.last < leaseMs / 4) return;
    this.last = now();
    atWork.add(this.id);
    const text: Beat = { identity: identityOf(process.pid), beat: ++this.beat };
    await store.replace(names.conductor(this.id), JSON.stringify(text));
  }

  /** Takes the file away, so that others need not wait for a lease to end. */
  async leave(): Promise<void> {
    atWork.delete(this.id);
    const { store } = this.options;
    const text = await store.read(names.conductor(this.id));
    if (text !== null) await store.swap(names.conductor(this.id), text, null);
  }

  async isAlive(id: string): Promise<boolean> {
    if (id === this.id) return true;
    const { store, leaseMs, now } = this.options;
    const text = await store.read(names.conductor(id));
    if (text === null) return false;
    const identity = identityIn(text);
    if (identity === null) return false;
    const state = isRunning(identity);
    if (state === true && identity.pid === process.pid) return atWork.has(id);
    if (state !== null) return state;
    const before = this.seen.get(id);
    if (before === undefined || before.text !== text) this.seen.set(id, { text, at: now() });
    return before === undefined || before.text !== text || now() - before.at < leaseMs;
  }

  /** Whether another one works on the same sweep. */
  async isAlone(): Promise<boolean> {
    const { store } = this.options;
    for (const name of await store.list('conductors')) {
      const id = /^(\w+)\.json$/.exec(name)?.[1];
      if (id !== undefined && id !== this.id && (await this.isAlive(id))) return false;
    }
    return true;
  }
}
