import type { RunStatus } from '../training-event';
import { allEvents } from './spool-reader';
import { SpoolWriter } from './spool-writer';

/** Runs of a spool that were started, or spoken of, and never said to have ended; the last to start comes first. */
export function openRunsOf(folder: string): string[] {
  const open = new Set<string>();
  for (const { event } of allEvents(folder)) {
    if (event.kind === 'finished') open.delete(event.run);
    else if (event.kind !== 'progress') open.add(event.run);
  }
  return [...open].reverse();
}

/**
 * Says of every run that is still open how it ended, for a writer that can no longer say so itself.
 * @returns how many there were
 */
export function closeOpenRuns(folder: string, status: RunStatus): number {
  const runs = openRunsOf(folder);
  if (runs.length === 0) return 0;
  const writer = new SpoolWriter({ folder, segmentBytes: Number.POSITIVE_INFINITY });
  try {
    for (const run of runs) writer.append({ kind: 'finished', run, status, values: {} });
  } finally {
    writer.close();
  }
  return runs.length;
}
