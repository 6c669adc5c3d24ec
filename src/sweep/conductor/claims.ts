import type { Handle } from '../executor';
import { names, type SweepStore } from '../store';
import type { ConductorWatch } from './conductor-watch';

/** Whose job it is at the moment; `claims/<key>.json`. */
export interface Claim {
  readonly conductor: string;
  /** null until it has been handed to the executor. */
  readonly handle: Handle | null;
  readonly attempt: number;
  /** ISO 8601; a job's limit of time counts from there, whoever watches it. */
  readonly startedAt: string;
}

/** null for one that cannot be read, after a loss of power say: it belongs to nobody who lives. */
export function readClaim(text: string): Claim | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A conductor's claims on jobs. */
export class Claims {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly store: SweepStore,
    private readonly watch: ConductorWatch,
  ) {}

  /** Whoever holds it; null where nobody does. */
  private async holder(key: string): Promise<{ readonly text: string; readonly claim: Claim | null } | null> {
    const text = await this.store.read(names.claim(key));
    return text === null ? null : { text, claim: readClaim(text) };
  }

  /**
   * Takes the claim where nobody who lives holds it.
   * @returns what an earlier holder, now dead, had written, null where there was none; `isTaken` false where one lives
   */
  async take(
    key: string,
    claim: Omit<Claim, 'conductor'>,
  ): Promise<{ readonly isTaken: boolean; readonly before: Claim | null }> {
    const holder = await this.holder(key);
    if (holder?.claim && (await this.watch.isAlive(holder.claim.conductor)))
      return { isTaken: holder.claim.conductor === this.watch.id, before: holder.claim };
    const text = JSON.stringify({ conductor: this.watch.id, ...claim });
    const taken =
      holder === null
        ? await this.store.create(names.claim(key), text)
        : await this.store.swap(names.claim(key), holder.text, text);
    if (taken) this.texts.set(key, text);
    return { isTaken: taken, before: holder?.claim ?? null };
  }

  /** Writes more into a claim that is held. False where another one has taken it over meanwhile. */
  async update(key: string, claim: Omit<Claim, 'conductor'>): Promise<boolean> {
    const text = JSON.stringify({ conductor: this.watch.id, ...claim });
    const done = await this.store.swap(names.claim(key), this.texts.get(key) ?? '', text);
    if (done) this.texts.set(key, text);
    return done;
  }

  /** False where it is no longer this conductor's. */
  async release(key: string): Promise<boolean> {
    const text = this.texts.get(key);
    this.texts.delete(key);
    return text !== undefined && (await this.store.swap(names.claim(key), text, null));
  }
}
