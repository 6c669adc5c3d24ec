import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../redact';
import { RefusedError, type Sink } from '../sink';
import { type Position, readPosition, writePosition } from '../spool/position';
import { type PlacedEvent, readSpool } from '../spool/spool-reader';
import type { StoredEvent } from '../training-event';

/** So many events go to a sink at once. */
const batchEvents = 500;

const pollMs = 250;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

export interface SendOptions {
  readonly folder: string;
  /** Names the file of its position. */
  readonly target: string;
  readonly sink: Sink;
  /** Whether the spool is whole, so that having sent all means the end. */
  readonly isEnding: () => boolean;
  /** Wakes from a pause when the end comes. */
  readonly ending: AbortSignal;
  /** Gives up; what is unsent stays. */
  readonly stop: AbortSignal;
  /** Failures in a row after which it gives up; infinity for never. */
  readonly mostFailures: number;
}

/** One target's way through a spool. */
class Delivery {
  private position: Position;
  private failures = 0;
  /** 1 while it looks for the event of a batch that the target refuses. */
  private most = batchEvents;

  constructor(private readonly options: SendOptions) {
    this.position = readPosition(options.folder, options.target);
  }

  async run(): Promise<Position> {
    const { folder, stop, isEnding, mostFailures } = this.options;
    while (!stop.aborted && this.failures < mostFailures) {
      // asked before the reading: what is written before the end is read after it
      const isLast = isEnding();
      const events = readSpool(folder, this.position.place).slice(0, this.most);
      if (events.length > 0) await this.deliver(events);
      else if (isLast) break;
      else await this.pause(pollMs);
    }
    return this.position;
  }

  private async deliver(events: readonly PlacedEvent[]): Promise<void> {
    const { sink } = this.options;
    try {
      const { state: before } = this.position;
      const state = await sink.send(
        events.map(({ event }) => this.withPath(event)),
        before,
      );
      this.moveTo(events, { sent: this.position.sent + events.length, state });
      this.most = batchEvents;
    } catch (error) {
      if (!(error instanceof RefusedError)) await this.fail(error);
      else if (events.length > 1) this.most = 1;
      else this.passOver(events, reasonOf(error));
    }
  }

  /** A kept file's path counts from the spool's folder. */
  private withPath(event: StoredEvent): StoredEvent {
    return event.kind === 'artefact' ? { ...event, path: resolve(this.options.folder, event.path) } : event;
  }

  private moveTo(events: readonly PlacedEvent[], change: Partial<Position>): void {
    const { end } = events[events.length - 1];
    this.keep({ ...this.position, ...change, place: end, error: null });
    this.failures = 0;
  }

  /** An event that will never be taken must not hold back those behind it; it is kept aside with the reason. */
  private passOver(events: readonly PlacedEvent[], reason: string): void {
    const { folder, target } = this.options;
    const lines = events.map(({ event }) => `${JSON.stringify({ reason, event })}\n`);
    appendFileSync(join(folder, `refused-${target}.jsonl`), lines.join(''));
    this.moveTo(events, { refused: this.position.refused + events.length });
  }

  private async fail(error: unknown): Promise<void> {
    const reason = reasonOf(error);
    if (reason !== this.position.error) this.note(reason);
    this.failures++;
    if (this.failures < this.options.mostFailures)
      await this.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (this.failures - 1)));
  }

  private async pause(ms: number): Promise<void> {
    const { stop, ending, isEnding } = this.options;
    const signal = isEnding() ? stop : AbortSignal.any([stop, ending]);
    // once the end has come, a server that is back soon shall still be met
    await sleep(isEnding() ? Math.min(ms, 2000) : ms, undefined, { signal }).catch(() => {});
  }

  private note(reason: string): void {
    const position = { ...this.position, error: reason };
    try {
      this.keep(position);
    } catch {
      // on a full disk it is known to this process alone
      this.position = position;
    }
  }

  private keep(position: Position): void {
    const { folder, target } = this.options;
    writePosition(folder, target, position);
    this.position = position;
  }
}

/**
 * Sends a spool's events to one target, in their order, until the spool's end; a target that fails is tried again after
 * pauses that grow.
 * @returns how far it came
 */
export async function sendToTarget(options: SendOptions): Promise<Position> {
  try {
    return await new Delivery(options).run();
  } finally {
    await options.sink.close().catch(() => {});
  }
}
