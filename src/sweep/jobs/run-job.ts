import { join } from 'node:path';
import { InputError } from '../../errors';
import type { PipelineListener } from '../../pipeline';
import { machineFacts, versionsInUse } from '../../pipeline/machine-facts';
import type { Job, JobResult, Json } from '../job';
import { clickJobs } from './click-jobs';
import type { RunSettings } from './job-settings';
import type { PreparedRun, PrepareRun } from './prepared-run';
import { rankingJobs } from './ranking-jobs';
import { ratingJobs } from './rating-jobs';
import { finalSettings, shardSettings, teacherSettings, trialSettings } from './read-settings';
import { shardFound } from './shard-jobs';
import type { Found, JobPlace, TaskJobs } from './task-jobs';

export interface RunJobOptions {
  /** Reads a job's words and loads its data. */
  readonly prepare: PrepareRun;
  /**
   * Text tables, weights and the teacher's word are kept here. A trial that does not find the teacher's word makes it
   * itself: a machine with a folder of its own, or one that was cleared, gives the same numbers, only later.
   */
  readonly cacheFolder: string;
  /** Folder of data sets to look in first. */
  readonly dataDir?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/**
 * Does one job: a pure function of its settings, whatever the machine, but for the last bits of machines that compute
 * otherwise; `provenance.machine.operations` tells such machines apart.
 * @throws InputError for settings that are not what the job's kind holds, names that the task does not know, and data
 *   whose hash is not the job's
 */
export async function runJob(job: Job, options: RunJobOptions): Promise<JobResult> {
  const started = performance.now();
  const work = readJob(job);
  const run = await options.prepare(work.settings.words, { dataDir: options.dataDir });
  checkData(job, work.settings, run);
  const place = placeOf(job, options);
  const found = await work.run(jobsOf(run, work.settings.fold, place), run, place);
  const { operations, ...machine } = machineFacts();
  return {
    ...{ key: job.key, kind: job.kind, label: job.label, settings: job.settings },
    metrics: finiteOrNull(found.metrics),
    details: found.details,
    provenance: {
      dataHash: run.dataHash,
      versions: versionsInUse(),
      machine: { ...machine, operations: operations as unknown as Json },
    },
    seconds: (performance.now() - started) / 1000,
  };
}

interface Work {
  readonly settings: RunSettings;
  readonly run: (jobs: TaskJobs, run: PreparedRun, place: JobPlace) => Promise<Found>;
}

/** What a job asks for; its settings are checked before any data are loaded. */
function readJob(job: Job): Work {
  switch (job.kind) {
    case 'teacher':
      return { settings: teacherSettings(job), run: (jobs) => jobs.teacher() };
    case 'trial': {
      const settings = trialSettings(job);
      return { settings, run: (jobs) => jobs.trial(settings) };
    }
    case 'final': {
      const settings = finalSettings(job);
      return { settings, run: (jobs) => jobs.final(settings) };
    }
    case 'shard': {
      const settings = shardSettings(job);
      return { settings, run: (_, run, place) => shardFound(run, settings, place) };
    }
    default:
      throw new InputError(
        `job "${job.label}": unknown kind "${job.kind}"; known: teacher, trial, final, shard`,
      );
  }
}

function placeOf({ key }: Job, { cacheFolder, onEvent, signal }: RunJobOptions): JobPlace {
  return { cacheFolder, modelFolder: join(cacheFolder, `students-${key.slice(0, 24)}`), onEvent, signal };
}

function jobsOf(run: PreparedRun, fold: string | null, place: JobPlace): TaskJobs {
  if (run.task === 'rating') return ratingJobs(run, fold, place);
  return run.task === 'ranking' ? rankingJobs(run, fold, place) : clickJobs(run, fold, place);
}

function checkData({ label }: Job, { dataHash }: RunSettings, run: PreparedRun): void {
  if (dataHash === null || dataHash === run.dataHash) return;
  throw new InputError(
    `job "${label}": expected data of hash ${dataHash.slice(0, 16)}, found ${run.dataHash.slice(0, 16)} on this machine; copy the same files here`,
  );
}

/** JSON knows no NaN: a trial that diverged has null there, and is never chosen. */
function finiteOrNull(metrics: Found['metrics']): JobResult['metrics'] {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [
      name,
      value !== null && Number.isFinite(value) ? value : null,
    ]),
  );
}
