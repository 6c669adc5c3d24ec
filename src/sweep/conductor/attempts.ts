import { names, type SweepStore } from '../store';

/** How often a job was tried; `attempts/<key>.json`. */
export interface Attempts {
  /** Tries that were begun, in all. */
  readonly started: number;
  /** Of those since the sweep was last begun by a conductor that was alone. */
  readonly failed: number;
  /** Why the last one failed, and the end of its log; null where none did. */
  readonly last: { readonly reason: string; readonly tail: string } | null;
}

const none: Attempts = { started: 0, failed: 0, last: null };

export async function readAttempts(store: SweepStore, key: string): Promise<Attempts> {
  const text = await store.read(names.attempts(key));
  if (text === null) return none;
  try {
    return JSON.parse(text);
  } catch {
    return none;
  }
}

export function writeAttempts(store: SweepStore, key: string, attempts: Attempts): Promise<void> {
  return store.replace(names.attempts(key), JSON.stringify(attempts));
}
