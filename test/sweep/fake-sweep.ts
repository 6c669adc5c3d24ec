import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { folderStore } from '../../src/sweep/folder-store';
import type { Job, Json } from '../../src/sweep/job';
import { makeJob } from '../../src/sweep/job-key';
import { localExecutor } from '../../src/sweep/local/local-executor';
import { plannerOf } from '../../src/sweep/plan/planner';
import { type RunSweepOptions, runSweep } from '../../src/sweep/run-sweep';
import type { SweepEvent } from '../../src/sweep/sweep-event';

const folders: string[] = [];

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-sweep-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A job for fake-job.mjs. */
export function fakeJob(label: string, settings: Record<string, Json>, more: Partial<Job> = {}): Job {
  const job = makeJob({
    ...{ kind: 'trial' as const, label, settings: { label, ...settings } },
    ...{ needs: [], threads: 1, limitSeconds: null },
  });
  return { ...job, ...more };
}

export const fakeCommand = ({ job, result }: { job: string; result: string }): string[] => [
  process.execPath,
  join(__dirname, 'fake-job.mjs'),
  job,
  result,
];

/** Options of a sweep of these jobs in a folder, and the list that its events go to. */
export function fakeSweep(folder: string, jobs: readonly Job[], more: Partial<RunSweepOptions> = {}) {
  const events: SweepEvent[] = [];
  const options: RunSweepOptions = {
    ...{ name: 'fake', settings: {}, planner: plannerOf(jobs), store: folderStore(folder) },
    executor: localExecutor({ folder, jobs: 2, memoryBytes: null, cores: 2 }),
    ...{ command: fakeCommand, logFolder: join(folder, 'logs'), retries: 0, limitSeconds: null },
    ...{ leaseMs: 2000, othersMs: 50, pollMs: 5 },
    onEvent: (event) => events.push(event),
    ...more,
  };
  return { options, events, run: () => runSweep(options) };
}

/** The events of a kind, in their order. */
export function eventsOf<Kind extends SweepEvent['kind']>(events: readonly SweepEvent[], kind: Kind) {
  return events.filter((event): event is Extract<SweepEvent, { kind: Kind }> => event.kind === kind);
}
