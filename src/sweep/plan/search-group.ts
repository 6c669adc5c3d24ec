import { chooseOnValidation } from '../../distill/sweep/choose-on-validation';
import type { Job } from '../job';
import type { Training, ValidationMetric } from '../jobs/job-settings';
import type { PlanState } from './planner';

/** One training, for so many epochs at most (null: the profile's), with every search seed. */
export type JobsOf = (training: Training, epochs: number | null) => readonly Job[];

/** What a search comes to: its jobs so far, and what validation chose, null while that is open. */
export interface GroupPlan {
  readonly jobs: readonly Job[];
  /** Jobs of the rungs that are still to come. */
  readonly later: number;
  /** `none` where every setting was lost or diverged. */
  readonly chosen: { readonly training: Training; readonly needs: readonly string[] } | 'none' | null;
}

interface Judged {
  readonly training: Training;
  readonly jobs: readonly Job[];
}

const isOpen = ({ results, lost }: PlanState, { key }: Job) => !results.has(key) && !lost.has(key);

/** Those with a finite result for every seed, from best to worst on validation; of equals the first listed one. */
function ranked(all: readonly Judged[], { results }: PlanState, metric: ValidationMetric): Judged[] {
  const isFinished = ({ jobs }: Judged) =>
    jobs.every(({ key }) => (results.get(key)?.metrics[metric.name] ?? null) !== null);
  const whole = all.filter(isFinished);
  if (whole.length === 0) return [];
  const rows = whole.flatMap(({ training, jobs }, index) =>
    jobs.map(({ key }, seed) => ({
      key,
      trial: { ...training, index, seed },
      metrics: { [metric.name]: results.get(key)?.metrics[metric.name] ?? null },
      durationMs: 0,
    })),
  );
  const { ranking } = chooseOnValidation({ rows, metric: metric.name, smaller: metric.smaller });
  return ranking.map(({ settings }) => whole[settings.index]);
}

/** How many are left after each rung: the best 1 of `eta`, and at least one. */
export function rungSizes(settings: number, rungs: number, eta: number): number[] {
  const sizes = [settings];
  for (let rung = 1; rung < rungs; rung++) sizes.push(Math.max(1, Math.ceil(sizes[rung - 1] / eta)));
  return sizes;
}

/**
 * The search of one student by one method on one fold, as far as results go.
 * @param options.rungs epochs of each rung, null for the profile's; a grid or a random search has one rung
 */
export function planGroup(options: {
  readonly trainings: readonly Training[];
  readonly rungs: readonly (number | null)[];
  readonly eta: number;
  readonly metric: ValidationMetric;
  readonly jobsOf: JobsOf;
  readonly state: PlanState;
}): GroupPlan {
  const { trainings, rungs, eta, metric, jobsOf, state } = options;
  const sizes = rungSizes(trainings.length, rungs.length, eta);
  const jobs: Job[] = [];
  let alive: readonly Training[] = trainings;
  for (const [rung, epochs] of rungs.entries()) {
    const judged = alive.map((training) => ({ training, jobs: jobsOf(training, epochs) }));
    jobs.push(...judged.flatMap((one) => one.jobs));
    if (judged.some((one) => one.jobs.some((job) => isOpen(state, job)))) {
      const seeds = judged[0].jobs.length;
      const later = sizes
        .slice(rung + 1)
        .reduce((sum, size) => sum + Math.min(size, alive.length) * seeds, 0);
      return { jobs, later, chosen: null };
    }
    const order = ranked(judged, state, metric);
    if (order.length === 0) return { jobs, later: 0, chosen: 'none' };
    if (rung === rungs.length - 1) {
      const [best] = order;
      return { jobs, later: 0, chosen: { training: best.training, needs: best.jobs.map(({ key }) => key) } };
    }
    alive = order.slice(0, sizes[rung + 1]).map(({ training }) => training);
  }
  throw new Error('planGroup: a search has at least one rung');
}
