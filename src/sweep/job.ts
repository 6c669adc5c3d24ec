/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * One piece of a sweep's work: a pure function of `settings`. It runs in a process of its own, which reads the job from
 * one file and writes its result to another, whole or not at all.
 */
export interface Job {
  /** Hash of `kind`, `settings`, the data and the code's version; the result lies under this name. */
  readonly key: string;
  /** `teacher`: trains it and stores its word; `trial`: one student, judged on validation; `final`: what was chosen, on test. */
  readonly kind: 'teacher' | 'trial' | 'final' | 'shard';
  /** For people, e.g. `u1 mf distilled T=2 alpha=4 seed=1`. */
  readonly label: string;
  readonly settings: { readonly [name: string]: Json };
  /** Keys of the jobs that must have finished before. */
  readonly needs: readonly string[];
  /** Threads it may use. */
  readonly threads: number;
  /** Killed and reported as failed when it takes longer; null for no limit. */
  readonly limitSeconds: number | null;
}

/** What a job gave; the file `results/<key>.json` of a sweep's folder. */
export interface JobResult {
  readonly key: string;
  readonly kind: Job['kind'];
  readonly label: string;
  readonly settings: Job['settings'];
  /** Null where a number was not finite. A `trial` holds nothing measured on test data. */
  readonly metrics: { readonly [name: string]: number | null };
  /** Whatever else it found, e.g. the rows of a comparison. */
  readonly details: Json;
  /** What the figures depend on. */
  readonly provenance: {
    readonly dataHash: string;
    readonly versions: { readonly [name: string]: string };
    readonly machine: { readonly [name: string]: Json };
  };
  readonly seconds: number;
}
