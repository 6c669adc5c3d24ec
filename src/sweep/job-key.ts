import { canonicalJson } from '../distill/sweep/trial-key';
import { sha256 } from '../files/hash';
import type { Job } from './job';

/** Changes when the same settings come to mean something else. */
const FORMAT = 'sweep-job-1';

/** What a job is found by: a hash of its kind and its settings, which name data and code. */
export function jobKey({ kind, settings }: Pick<Job, 'kind' | 'settings'>): string {
  return sha256(FORMAT, kind, canonicalJson(settings)).slice(0, 40);
}

/** A job by its settings; the key is theirs. */
export function makeJob(options: Omit<Job, 'key'>): Job {
  return { key: jobKey(options), ...options };
}
