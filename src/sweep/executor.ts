import type { Job } from './job';

/** Where a job stands, as an executor knows it; whether it gave a result is for the sweep's folder to say. */
export type JobState = 'waiting' | 'running' | 'ended' | 'failed' | 'unknown';

export interface Submission {
  readonly job: Job;
  /** 1 for the first time. */
  readonly attempt: number;
  /** Words of the process that runs it: program first, then its arguments, the paths of job and result among them. */
  readonly command: readonly string[];
  /** What the process writes to its two streams goes there. */
  readonly logPath: string;
}

/** A handle that outlives the conductor: enough to ask for the job again after a restart. */
export type Handle = string;

/** Where jobs run: processes of this machine, or a cluster. */
export interface Executor {
  /** e.g. `local` or `ray`. */
  readonly name: string;
  /** How many jobs of so many threads run at a time; more would wait. */
  readonly capacity: (threads: number) => Promise<number>;
  readonly submit: (submission: Submission) => Promise<Handle>;
  /** Of several at once, as asking one by one costs a cluster too much. */
  readonly states: (handles: readonly Handle[]) => Promise<readonly JobState[]>;
  /** The last lines that it wrote. */
  readonly logTail: (handle: Handle, lines: number) => Promise<string>;
  /** Stops it and returns when it has ended; one that has ended is left alone. */
  readonly cancel: (handle: Handle) => Promise<void>;
  /** Jobs of this sweep that a conductor before this one left running, by their keys. */
  readonly leftRunning: () => Promise<ReadonlyMap<string, Handle>>;
  /** Lets go of connections; jobs go on. */
  readonly close: () => Promise<void>;
}
