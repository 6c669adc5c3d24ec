import type { Job, Json } from './job';

/** The job that an event is about. */
export interface EventJob {
  readonly key: string;
  readonly jobKind: Job['kind'];
  readonly label: string;
  readonly settings: Job['settings'];
}

/** How many jobs stand where; `total` grows where later jobs depend on earlier results. */
export interface SweepCounts {
  readonly total: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  readonly skipped: number;
}

export type SweepOutcome = 'complete' | 'incomplete' | 'stopped';

/** One event of a sweep; plain JSON, so that a file of lines holds it. */
export type SweepEvent =
  | {
      readonly kind: 'started';
      readonly sweep: string;
      /** Of this conductor, a process that hands out jobs; several may share a sweep. */
      readonly conductor: string;
      readonly place: string;
      readonly executor: string;
      readonly settings: Json;
      readonly counts: SweepCounts;
    }
  | ({
      /** Its result was there before this conductor came. */
      readonly kind: 'job-found';
      readonly seconds: number;
      readonly metrics: Readonly<Record<string, number | null>>;
      readonly counts: SweepCounts;
    } & EventJob)
  | ({
      readonly kind: 'job-started';
      readonly attempt: number;
      /** True for one that an earlier conductor started and left running. */
      readonly isFoundRunning: boolean;
      readonly counts: SweepCounts;
    } & EventJob)
  | ({
      readonly kind: 'job-finished';
      readonly seconds: number;
      readonly metrics: Readonly<Record<string, number | null>>;
      /** False for one that another conductor did. */
      readonly isOwn: boolean;
      readonly counts: SweepCounts;
    } & EventJob)
  | ({
      readonly kind: 'job-failed';
      readonly attempt: number;
      readonly reason: string;
      /** The last lines of its log. */
      readonly tail: string;
      readonly willRetry: boolean;
      readonly counts: SweepCounts;
    } & EventJob)
  | ({
      readonly kind: 'job-skipped';
      /** Which failed jobs it needs, by their labels. */
      readonly because: string;
      readonly counts: SweepCounts;
    } & EventJob)
  | ({ readonly kind: 'result-damaged'; readonly reason: string; readonly movedTo: string } & EventJob)
  | { readonly kind: 'warning'; readonly text: string }
  | {
      readonly kind: 'finished';
      readonly outcome: SweepOutcome;
      /** Why it was stopped; null where it was not. */
      readonly reason: string | null;
      readonly seconds: number;
      readonly counts: SweepCounts;
    };

export type SweepListener = (event: SweepEvent) => void;

/** What an event says of its job. */
export function eventJob({ key, kind, label, settings }: Job): EventJob {
  return { key, jobKind: kind, label, settings };
}
