import { reasonOf } from '../redact';
import { SpoolLock } from '../spool/lock';
import { type Position, readPosition } from '../spool/position';
import { readSession } from '../spool/session';
import type { TrackTarget } from '../target';
import { openSink } from './open-sink';
import { sendToTarget } from './send-to-target';

const touchMs = 3000;

export interface SendSessionOptions {
  readonly folder: string;
  /** With their credentials. */
  readonly targets: readonly TrackTarget[];
  readonly isEnding: () => boolean;
  readonly ending: AbortSignal;
  readonly stop: AbortSignal;
  readonly mostFailures: number;
  /** Done once nobody else sends, before anything is sent. */
  readonly prepare?: () => void;
}

/** The target's opening may fail as sending does, e.g. where its library does not load. */
async function sendTo(target: TrackTarget, options: SendSessionOptions): Promise<Position> {
  const { folder, stop } = options;
  try {
    const sink = await openSink(target, { session: readSession(folder), stop });
    return await sendToTarget({ ...options, target: target.kind, sink });
  } catch (error) {
    return { ...readPosition(folder, target.kind), error: reasonOf(error) };
  }
}

/**
 * Sends a session's events to all its targets at once, each at its own pace: one that is down does not hold up another.
 * @returns how far each came, in their order; null where another sender is at work on this session
 */
export async function sendSession(options: SendSessionOptions): Promise<Position[] | null> {
  const { folder, targets, stop } = options;
  const lock = SpoolLock.take(folder);
  if (lock === null) return null;
  const lost = new AbortController();
  const timer = setInterval(() => {
    if (!lock.touch()) lost.abort();
  }, touchMs);
  const signal = AbortSignal.any([stop, lost.signal]);
  try {
    options.prepare?.();
    return await Promise.all(targets.map((target) => sendTo(target, { ...options, stop: signal })));
  } finally {
    clearInterval(timer);
    lock.release();
  }
}
