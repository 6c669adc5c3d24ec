import type { Executor } from '../executor';
import type { Planner } from '../plan/planner';
import type { SweepStore } from '../store';
import type { SweepListener } from '../sweep-event';

/** Where a job's process finds what it is to do, and leaves what it found. */
export interface JobPlaces {
  readonly job: string;
  readonly result: string;
}

export interface ConductorOptions {
  readonly planner: Planner;
  readonly executor: Executor;
  readonly store: SweepStore;
  /** Words of a job's process: the program, then its arguments. */
  readonly command: (places: JobPlaces) => readonly string[];
  /** Where the logs of jobs go, on this machine. */
  readonly logFolder: string;
  /** How often a job that failed is tried again. */
  readonly retries: number;
  /** A conductor of another machine that has not stirred for so long is taken for dead. */
  readonly leaseMs: number;
  /** How often to look at what other conductors did. */
  readonly othersMs: number;
  readonly onEvent: SweepListener;
}
