import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors';
import { readAttempts } from './conductor/attempts';
import { type Claim, readClaim } from './conductor/claims';
import { ConductorWatch } from './conductor/conductor-watch';
import type { SweepDescription } from './description/sweep-description';
import { folderStore } from './folder-store';
import type { Job, JobResult } from './job';
import { readDescription } from './open-sweep';
import type { SweepGround } from './plan/ground';
import { planSweep } from './plan/plan-sweep';
import { readResult } from './read-result';
import { keyIn, names, type SweepStore } from './store';

/** Where a job stands, as its sweep's folder says. */
export interface StandingJob {
  readonly job: Job;
  readonly state: 'done' | 'running' | 'failed' | 'waiting';
  /** How often it was begun. */
  readonly tries: number;
  /** Why its last try failed, and the end of its log; null where none did. */
  readonly failure: { readonly reason: string; readonly tail: string } | null;
  /** When it was begun that runs; null for others. */
  readonly startedAt: string | null;
}

export interface StandingSweep {
  readonly description: SweepDescription;
  readonly ground: SweepGround;
  readonly jobs: readonly StandingJob[];
  readonly results: ReadonlyMap<string, JobResult>;
  /** Jobs that there will be, as far as can be told. */
  readonly expected: number;
  /** Results of the folder that are none of these jobs': of other settings, data or code. */
  readonly others: number;
  /** Whether a conductor is at work. */
  readonly isConducted: boolean;
}

function readGround(folder: string): SweepGround {
  const path = join(folder, 'ground.json');
  if (!existsSync(path))
    throw new InputError(
      `${folder}: its data were never looked at, so that it has no jobs yet; run it first`,
    );
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Those that hold a claim of a conductor that lives. */
async function claimsOf(store: SweepStore, watch: ConductorWatch): Promise<Map<string, Claim>> {
  const found = new Map<string, Claim>();
  for (const name of await store.list('claims')) {
    const key = keyIn(name);
    const text = key === null ? null : await store.read(names.claim(key));
    if (key === null || text === null) continue;
    const claim = readClaim(text);
    if (claim !== null && (await watch.isAlive(claim.conductor))) found.set(key, claim);
  }
  return found;
}

/**
 * A sweep as its folder holds it; nothing is changed, and a conductor may be at work meanwhile.
 * @throws InputError for a folder that holds no sweep, or one that was never run
 */
export async function readSweep(folder: string): Promise<StandingSweep> {
  const description = readDescription(join(folder, 'sweep.json'));
  const ground = readGround(folder);
  const store = folderStore(folder);
  const watch = new ConductorWatch({ store, leaseMs: 60_000, now: () => performance.now() });
  const claims = await claimsOf(store, watch);
  const stored = new Set((await store.list('results')).flatMap((name) => keyIn(name) ?? []));
  const results = new Map<string, JobResult>();
  const standing = new Map<string, StandingJob>();
  const planner = planSweep({ description, ground, threads: 1 });
  const isLost = ({ state }: StandingJob) => state === 'failed';
  for (let before = -1; ; ) {
    const lost = new Set([...standing.values()].filter(isLost).map(({ job }) => job.key));
    const { jobs, expected } = planner({ results, lost });
    if (jobs.length === before) {
      const others = [...stored].filter((key) => !results.has(key)).length;
      const isConducted = !(await watch.isAlone());
      return { description, ground, jobs: [...standing.values()], results, expected, others, isConducted };
    }
    before = jobs.length;
    for (const job of jobs) {
      if (standing.has(job.key)) continue;
      const result = stored.has(job.key) ? await resultOf(store, job) : null;
      if (result !== null) results.set(job.key, result);
      standing.set(job.key, await standingOf(store, job, result !== null, claims.get(job.key) ?? null));
    }
  }
}

async function resultOf(store: SweepStore, job: Job): Promise<JobResult | null> {
  const text = await store.read(names.result(job.key));
  return text === null ? null : readResult(text, job).result;
}

async function standingOf(
  store: SweepStore,
  job: Job,
  isDone: boolean,
  claim: Claim | null,
): Promise<StandingJob> {
  const { started: tries, failed, last } = await readAttempts(store, job.key);
  const isRunning = claim !== null && claim.handle !== null;
  const state = isDone ? 'done' : isRunning ? 'running' : failed > 0 ? 'failed' : 'waiting';
  return { job, state, tries, failure: last, startedAt: isRunning ? claim.startedAt : null };
}
