import type { MeanAndInterval } from '../../evaluate';
import type { PipelineListener } from '../../pipeline';
import type { Json } from '../job';
import type { FinalDetails, FinalJobSettings, FinalRow, TrialJobSettings } from './job-settings';

/** Numbers by name, as they were found; JSON gets null for those that are not finite. */
export type FoundMetrics = Readonly<Record<string, number | null>>;

/** What a job found. */
export interface Found {
  readonly metrics: FoundMetrics;
  readonly details: Json;
}

/** Where jobs work, and who listens. */
export interface JobPlace {
  /** Text tables, weights and the teacher's word are kept here; machines may share it or have their own. */
  readonly cacheFolder: string;
  /** The final comparison's students go here. */
  readonly modelFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** A task's jobs on one of its splits. */
export interface TaskJobs {
  readonly teacher: () => Promise<Found>;
  /** @throws InputError for a student or method that the task has not */
  readonly trial: (settings: TrialJobSettings) => Promise<Found>;
  /** @throws InputError likewise */
  readonly final: (settings: FinalJobSettings) => Promise<Found>;
}

/** A row's interval; none over a single repeat. */
export function intervalOf({ low, high }: MeanAndInterval): FinalRow['interval'] {
  return low === null || high === null ? null : { low, high };
}

/** A final comparison as a result holds it: the means by method, and all rows. */
export function finalFound(details: FinalDetails): Found {
  return {
    metrics: Object.fromEntries(details.rows.map(({ method, mean }) => [method, mean])),
    details: details as unknown as Json,
  };
}
