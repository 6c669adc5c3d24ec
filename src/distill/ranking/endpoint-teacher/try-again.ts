import { setTimeout } from 'node:timers/promises';
import { PassingFailure } from './call-endpoint';
import { MalformedAnswer } from './read-answer';

/** How often and after what pause something is tried again. */
export interface Patience {
  /** Tries in all. */
  readonly attempts: number;
  /** Pause before the second try; doubled before each further one, and never shorter than what the server asks for. */
  readonly firstDelayMs: number;
}

/** All tries have failed. */
export class GaveUp extends Error {
  override name = 'GaveUp';
}

/**
 * Tries until there is a result.
 * @param onRetry told before each pause
 * @throws GaveUp with the last reason; at once what is no passing failure
 */
export async function tryAgain<T>(
  work: () => Promise<T>,
  options: Patience & {
    readonly signal: AbortSignal | undefined;
    readonly onRetry: (failure: PassingFailure | MalformedAnswer, attempt: number, waitMs: number) => void;
  },
): Promise<T> {
  const { attempts, firstDelayMs, signal, onRetry } = options;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PassingFailure || error instanceof MalformedAnswer)) throw error;
      if (attempt >= attempts) throw new GaveUp(error.message);
      const asked = error instanceof PassingFailure ? (error.waitMs ?? 0) : 0;
      const waitMs = Math.max(asked, firstDelayMs * 2 ** (attempt - 1));
      onRetry(error, attempt, waitMs);
      await setTimeout(waitMs, undefined, { signal });
    }
  }
}
