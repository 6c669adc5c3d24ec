import { randomBytes } from 'node:crypto';
import type { Job, JobResult } from '../job';
import { readResult } from '../read-result';
import { keyIn, names, type SweepStore } from '../store';
import { eventJob, type SweepListener } from '../sweep-event';

/** Keys of which the store has a result, whole or damaged. */
export async function storedKeys(store: SweepStore): Promise<ReadonlySet<string>> {
  const found = await store.list('results');
  return new Set(found.flatMap((name) => keyIn(name) ?? []));
}

/** A job's result; null where there is none. A damaged one is set aside, so that the job runs again, and that is said. */
export async function storedResult(options: {
  readonly store: SweepStore;
  readonly job: Job;
  readonly onEvent: SweepListener;
}): Promise<JobResult | null> {
  const { store, job, onEvent } = options;
  const text = await store.read(names.result(job.key));
  if (text === null) return null;
  const { result, fault: reason } = readResult(text, job);
  if (result !== null) return result;
  const movedTo = names.damaged(job.key, randomBytes(4).toString('hex'));
  await store.create(movedTo, text);
  await store.swap(names.result(job.key), text, null);
  onEvent({ kind: 'result-damaged', ...eventJob(job), reason, movedTo });
  return null;
}
