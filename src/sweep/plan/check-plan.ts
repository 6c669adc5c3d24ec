import { InputError } from '../../errors';
import type { Job } from '../job';

function refuse(what: string): never {
  throw new InputError(`runSweep: ${what}`);
}

/** Takes away jobs whose needs are met until none is left, or none can be taken. */
function checkNoCycle(jobs: ReadonlyMap<string, Job>): void {
  const left = new Map([...jobs].map(([key, { needs }]) => [key, new Set(needs)]));
  const needers = new Map<string, string[]>();
  for (const [key, { needs }] of jobs)
    for (const need of needs) needers.set(need, [...(needers.get(need) ?? []), key]);
  const free = [...left].filter(([, needs]) => needs.size === 0).map(([key]) => key);
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    left.delete(key);
    for (const needer of needers.get(key) ?? []) {
      const needs = left.get(needer);
      needs?.delete(key);
      if (needs?.size === 0) free.push(needer);
    }
  }
  if (left.size === 0) return;
  const labels = [...left.keys()].slice(0, 3).map((key) => `"${jobs.get(key)?.label}"`);
  refuse(
    `${left.size} jobs wait for one another and none could begin: ${labels.join(', ')}; mend their needs`,
  );
}

/**
 * The plan's jobs by key, in its order.
 * @throws InputError for two jobs of one key, needs that no job fills, and jobs that wait for one another
 */
export function jobsByKey(list: readonly Job[]): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  for (const job of list) {
    const other = jobs.get(job.key);
    if (other !== undefined)
      refuse(`"${other.label}" and "${job.label}" have one key, ${job.key}; their settings must differ`);
    if (!/^[\w-]+$/.test(job.key))
      refuse(`a key must be letters, digits, "-" and "_", as it names files; found "${job.key}"`);
    jobs.set(job.key, job);
  }
  for (const { label, needs } of jobs.values()) {
    const missing = needs.find((need) => !jobs.has(need));
    if (missing !== undefined)
      refuse(`"${label}" needs job ${missing}, which is none of the ${jobs.size} jobs`);
  }
  checkNoCycle(jobs);
  return jobs;
}
