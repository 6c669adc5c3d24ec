import { type MeanAndInterval, meanAndInterval, pairedTTest } from '../../evaluate';
import type { Json } from '../job';
import {
  type FinalDetails,
  type FinalRow,
  type Training,
  type ValidationMetric,
  validationMetrics,
} from '../jobs/job-settings';
import type { StandingSweep } from '../read-sweep';

/** One training of the search. */
export interface TrialFinding extends Training {
  readonly key: string;
  readonly fold: string | null;
  readonly student: string;
  readonly seed: number;
  /** null for as many as the profile says. */
  readonly epochs: number | null;
  /** null where it diverged. */
  readonly validation: number | null;
  readonly seconds: number;
}

/** One line of one fold's final comparison. */
export interface FinalFinding extends FinalRow {
  readonly fold: string | null;
  readonly student: string;
}

/** A way of training over all folds. */
export interface OverFolds {
  readonly student: string;
  readonly method: string;
  readonly folds: number;
  /** Over the folds' means where there are several, else over the seeds. */
  readonly interval: MeanAndInterval;
  /**
   * Against the student from scratch, two-sided: over the folds' means where there are several, else the fold's own;
   * null for it and for the teacher.
   */
  readonly p: number | null;
  readonly weights: number;
}

export interface SweepFindings {
  readonly name: string;
  readonly task: string;
  /** Of the final comparison. */
  readonly metric: string;
  readonly smaller: 'better' | 'worse';
  readonly validation: ValidationMetric;
  readonly trials: readonly TrialFinding[];
  readonly finals: readonly FinalFinding[];
  readonly overFolds: readonly OverFolds[];
  readonly lost: readonly { readonly label: string; readonly key: string; readonly reason: string }[];
  readonly counts: { readonly expected: number; readonly done: number; readonly failed: number };
  /** Of all jobs together. */
  readonly seconds: number;
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Machines that did jobs, each once, by platform, processor and cores. */
  readonly machines: readonly string[];
}

function trialsOf({ jobs, results, description }: StandingSweep): TrialFinding[] {
  const { name } = validationMetrics[description.task];
  return jobs.flatMap(({ job }) => {
    const result = results.get(job.key);
    if (job.kind !== 'trial' || result === undefined) return [];
    const settings = job.settings as unknown as Omit<TrialFinding, 'key' | 'validation' | 'seconds'>;
    const { fold, student, method, learningRate, weightDecay, temperature, alpha } = settings;
    const { hardWeight, seed, epochs } = settings;
    const { seconds, metrics } = result;
    return [
      {
        ...{ key: job.key, fold, student, method, learningRate, weightDecay, temperature, alpha, hardWeight },
        ...{ seed, epochs, validation: metrics[name] ?? null, seconds },
      },
    ];
  });
}

interface Final {
  readonly fold: string | null;
  readonly student: string;
  readonly details: FinalDetails;
}

function finalsOf({ jobs, results }: StandingSweep): Final[] {
  return jobs.flatMap(({ job }) => {
    const result = results.get(job.key);
    if (job.kind !== 'final' || result === undefined) return [];
    const { fold, student } = job.settings as { fold: string | null; student: string };
    return [{ fold, student, details: result.details as unknown as FinalDetails }];
  });
}

function overFoldsOf(finals: readonly Final[]): OverFolds[] {
  return [...new Set(finals.map(({ student }) => student))].flatMap((student) => {
    const own = finals.filter((final) => final.student === student);
    const rowsOf = (method: string) =>
      own.flatMap(({ details }) => details.rows.filter((row) => row.method === method));
    const scratch = rowsOf('scratch').map(({ mean }) => mean);
    return own[0].details.rows.map(({ method, weights }): OverFolds => {
      const rows = rowsOf(method);
      const means = rows.map(({ mean }) => mean);
      const isAlone = rows.length === 1;
      const isCompared = method !== 'scratch' && method !== 'teacher' && means.length === scratch.length;
      const p = isAlone
        ? rows[0].p
        : isCompared
          ? pairedTTest({ treatment: means, baseline: scratch }).p
          : null;
      const interval = meanAndInterval(isAlone ? rows[0].values : means);
      return { student, method, folds: rows.length, interval, p, weights };
    });
  });
}

/** "linux-x64, AMD EPYC, 2 cores" */
function machineWords(machine: Readonly<Record<string, Json>>): string {
  return `${machine.platform}, ${machine.processor}, ${machine.cores} cores`;
}

/** What a sweep has found so far, in plain figures. */
export function sweepFindings(sweep: StandingSweep): SweepFindings {
  const { description, ground, jobs, results, expected } = sweep;
  const finals = finalsOf(sweep);
  const all = [...results.values()];
  const { metric, smaller } = finals[0]?.details ?? { metric: '', smaller: 'better' };
  const failed = jobs.filter(({ state }) => state === 'failed');
  return {
    ...{ name: description.name, task: description.task, metric, smaller },
    validation: validationMetrics[description.task],
    trials: trialsOf(sweep),
    finals: finals.flatMap(({ fold, student, details }) =>
      details.rows.map((row) => ({ fold, student, ...row })),
    ),
    overFolds: overFoldsOf(finals),
    lost: failed.map(({ job, failure }) => ({
      ...{ label: job.label, key: job.key },
      reason: failure?.reason ?? '',
    })),
    counts: { expected, done: results.size, failed: failed.length },
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    ...{ dataHash: ground.dataHash, codeVersion: ground.codeVersion },
    versions: all[0]?.provenance.versions ?? {},
    machines: [...new Set(all.map(({ provenance }) => machineWords(provenance.machine)))],
  };
}
