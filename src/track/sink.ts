import type { SinkState } from './spool/position';
import type { StoredEvent } from './training-event';

/** One target's end of the stream. */
export interface Sink {
  /**
   * Delivers events in their order. The same events may come again after a restart with the state that they came with
   * before, so that what a target has already must not be doubled.
   * @returns the state that goes with what has been delivered
   * @throws RefusedError where the target will never take these, any other error where it may later
   */
  readonly send: (events: readonly StoredEvent[], state: SinkState) => Promise<SinkState>;
  readonly close: () => Promise<void>;
}

/** The target has understood and will not take it, now or later. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}
