import { join } from 'node:path';
import { appendJsonLine } from '../files/json-lines';
import type { SweepEvent, SweepListener } from './sweep-event';

/** A line of a sweep's `events/<conductor>.jsonl`. */
export type SweepLogLine = SweepEvent & {
  /** ISO 8601, UTC. */
  readonly time: string;
};

/**
 * Appends each event to `events/<conductor>.jsonl` in the sweep's folder, a file a conductor. Where that fails, a full
 * disk say, the sweep goes on, and one warning says so.
 */
export function eventLog(options: {
  readonly folder: string;
  readonly onEvent: SweepListener;
}): SweepListener {
  const { folder, onEvent } = options;
  let path: string | null = null;
  let hasWarned = false;
  return (event) => {
    if (event.kind === 'started') path = join(folder, 'events', `${event.conductor}.jsonl`);
    try {
      const line: SweepLogLine = { time: new Date().toISOString(), ...event };
      if (path !== null) appendJsonLine(path, line);
    } catch (error) {
      if (!hasWarned) onEvent({ kind: 'warning', text: `events are not kept: ${(error as Error).message}` });
      hasWarned = true;
    }
    onEvent(event);
  };
}
