import { checkOptions } from '../errors';
import type { Position } from './spool/position';
import { readSession, sessionFolders } from './spool/session';
import { allEvents } from './spool/spool-reader';
import { waitingFor } from './spool/waiting';
import type { RunStatus, StoredEvent } from './training-event';

/** A run as its events tell it. */
export interface TrackedRunSummary {
  readonly run: string;
  /** `running` where nothing says that it ended. */
  readonly status: RunStatus | 'running';
  readonly events: number;
  readonly lastStep: number | null;
  /** Each number's last value. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** A session as it lies on disk. */
export interface TrackedSession {
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly events: number;
  readonly runs: readonly TrackedRunSummary[];
  readonly targets: readonly {
    readonly target: string;
    readonly waiting: number;
    readonly position: Position;
  }[];
}

function withEvent(summary: TrackedRunSummary, event: StoredEvent): TrackedRunSummary {
  const grown = { ...summary, events: summary.events + 1 };
  if (event.kind === 'finished') {
    const values = { ...summary.values, ...event.values };
    return { ...grown, values, status: event.status ?? 'finished' };
  }
  if (event.kind !== 'scalars') return { ...grown, status: 'running' };
  const values = { ...summary.values, ...event.values };
  return { ...grown, values, lastStep: event.step, status: 'running' };
}

function summaryOf(folder: string): TrackedSession {
  const { started, targets } = readSession(folder);
  const runs = new Map<string, TrackedRunSummary>();
  let events = 0;
  for (const { event } of allEvents(folder)) {
    events++;
    // how far something has come is for those who watch, and makes no run
    if (event.kind === 'progress') continue;
    const { run } = event;
    const known = runs.get(run) ?? { run, status: 'running', events: 0, lastStep: null, values: {} };
    runs.set(run, withEvent(known, event));
  }
  const states = targets.map(({ kind }) => ({ target: kind, ...waitingFor(folder, kind) }));
  return { folder, started, events, runs: [...runs.values()], targets: states };
}

/**
 * What has been tracked in a run's folder, oldest session first, and how far each target has it.
 * @throws InputError where there are no events
 */
export function trackedSessions(options: { readonly folder: string }): TrackedSession[] {
  checkOptions('trackedSessions', options, ['folder']);
  return sessionFolders(options.folder).map(summaryOf);
}
