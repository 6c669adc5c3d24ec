import type { Job, JobResult } from '../job';

/** What a planner decides by. */
export interface PlanState {
  /** Of finished jobs, by key. */
  readonly results: ReadonlyMap<string, JobResult>;
  /** Keys of jobs that failed for good, or needed one that did. */
  readonly lost: ReadonlySet<string>;
}

export interface SweepPlan {
  /** All jobs known by now, those of earlier plans among them. */
  readonly jobs: readonly Job[];
  /** How many there will be in all, as far as can be told. */
  readonly expected: number;
}

/** Which jobs there are, as a function of the results so far alone, so that every conductor comes to the same. */
export type Planner = (state: PlanState) => SweepPlan;

/** A sweep whose jobs are all known beforehand. */
export function plannerOf(jobs: readonly Job[]): Planner {
  return () => ({ jobs, expected: jobs.length });
}
