import { join, resolve } from 'node:path';
import { checkOptions } from '../errors';
import { checkDescription } from './description/check-description';
import type { SweepDescription } from './description/sweep-description';
import { eventLog } from './event-log';
import type { Executor } from './executor';
import { folderStore } from './folder-store';
import type { Json } from './job';
import { localExecutor } from './local/local-executor';
import { lookAtData, programPath } from './look-at-data';
import { openSweepFolder } from './open-sweep';
import { planSweep } from './plan/plan-sweep';
import { runSweep, type SweepSummary } from './run-sweep';
import type { SweepStore } from './store';
import type { SweepListener } from './sweep-event';

export interface RunDescribedSweepOptions {
  readonly description: SweepDescription;
  /** All of the sweep lies there: what was asked for, results, logs, events. */
  readonly folder: string;
  /** Text tables, weights and the teacher's word are kept there, for all jobs. */
  readonly cacheFolder: string;
  /** Folder of data sets to look in first; null for none. */
  readonly dataDir: string | null;
  /** Processes at a time on this machine. */
  readonly jobs: number;
  /** Of each process; jobs times threads are never more than the cores. */
  readonly threads: number;
  /** How often a job that failed is tried again. */
  readonly retries: number;
  /** A process that holds more is ended; null for no limit. */
  readonly memoryBytes: number | null;
  /** In place of processes of this machine, e.g. a cluster's. */
  readonly executor?: Executor;
  /** In place of the folder, for what several machines write, e.g. a store of objects. */
  readonly store?: SweepStore;
  readonly onEvent?: SweepListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['description', 'folder', 'cacheFolder', 'dataDir', 'jobs', 'threads', 'retries', 'memoryBytes'],
  ...['executor', 'store', 'onEvent', 'signal'],
];

/** Another machine's conductor that has not stirred for a minute is taken for dead. */
const LEASE_MS = 60_000;

/** Words of a job's process. */
function jobCommand({ cacheFolder, dataDir }: RunDescribedSweepOptions) {
  const data = dataDir === null ? [] : ['--data-dir', resolve(dataDir)];
  const more = ['--cache', resolve(cacheFolder), ...data];
  return ({ job, result }: { readonly job: string; readonly result: string }) => [
    ...[process.execPath, programPath, 'sweep', 'job', job, result],
    ...more,
  ];
}

/**
 * Runs a sweep by its description, or what is missing of it: teachers, trials, and the final comparisons of what
 * validation chose, each in a process of its own.
 * @throws InputError as `checkDescription` and `runSweep`, and for options or data that cannot work
 */
export async function runDescribedSweep(options: RunDescribedSweepOptions): Promise<SweepSummary> {
  checkOptions('runDescribedSweep', options, known);
  const { threads, retries, jobs, memoryBytes, dataDir, signal } = options;
  const folder = resolve(options.folder);
  const description = checkDescription(options.description, 'description');
  openSweepFolder(folder, description);
  const ground = await lookAtData({ folder, dataDir, signal });
  const executor = options.executor ?? localExecutor({ folder, jobs, memoryBytes });
  try {
    return await runSweep({
      ...{ name: description.name, settings: description as unknown as Json, executor, retries, signal },
      planner: planSweep({ description, ground, threads }),
      store: options.store ?? folderStore(folder),
      command: jobCommand(options),
      logFolder: join(folder, 'logs'),
      limitSeconds: description.limits.sweep,
      ...{ leaseMs: LEASE_MS, othersMs: 1000, pollMs: executor.name === 'local' ? 100 : 1000 },
      onEvent: eventLog({ folder, onEvent: options.onEvent ?? (() => {}) }),
    });
  } finally {
    await executor.close();
  }
}
