import type { Job, JobResult } from '../job';
import { jobsByKey } from '../plan/check-plan';
import type { Planner } from '../plan/planner';
import type { SweepCounts } from '../sweep-event';

export interface LostJob {
  readonly job: Job;
  /** `failed` itself, or `skipped` for one that needs it. */
  readonly how: 'failed' | 'skipped';
  readonly reason: string;
  /** The last lines of its log; '' for one that was skipped. */
  readonly tail: string;
}

/** What this conductor knows of every job of the plan. */
export class Board {
  readonly results = new Map<string, JobResult>();
  readonly lost = new Map<string, LostJob>();
  private jobs: ReadonlyMap<string, Job> = new Map();
  private expected = 0;

  constructor(private readonly planner: Planner) {}

  /** Asks the planner again. @returns the jobs that it had not named before */
  replan(): Job[] {
    const before = this.jobs;
    const { jobs, expected } = this.planner({ results: this.results, lost: new Set(this.lost.keys()) });
    this.expected = Math.max(expected, jobs.length);
    // planners give what they gave before as the very same objects, and most results change nothing
    const isSame = jobs.length === before.size && jobs.every((job) => before.get(job.key) === job);
    if (isSame) return [];
    this.jobs = jobsByKey(jobs);
    return jobs.filter(({ key }) => !before.has(key));
  }

  job(key: string): Job | null {
    return this.jobs.get(key) ?? null;
  }

  isOpen(key: string): boolean {
    return this.jobs.has(key) && !this.results.has(key) && !this.lost.has(key);
  }

  /** Whether nothing is left to be done; the planner was asked since the last result. */
  isOver(): boolean {
    return [...this.jobs.keys()].every((key) => !this.isOpen(key));
  }

  /** Open jobs whose needs are met, in the plan's order. */
  ready(): Job[] {
    return [...this.jobs.values()].filter(
      ({ key, needs }) => this.isOpen(key) && needs.every((need) => this.results.has(need)),
    );
  }

  /** Open jobs that need a lost one, and which; they are lost by this. */
  skip(): LostJob[] {
    const skipped: LostJob[] = [];
    for (const job of this.jobs.values()) {
      if (!this.isOpen(job.key)) continue;
      const gone = job.needs.flatMap((need) => this.lost.get(need)?.job.label ?? []);
      if (gone.length === 0) continue;
      const loss = { job, how: 'skipped', reason: gone.join(', '), tail: '' } as const;
      this.lost.set(job.key, loss);
      skipped.push(loss);
    }
    return skipped.length === 0 ? [] : [...skipped, ...this.skip()];
  }

  counts(running: number): SweepCounts {
    const failed = [...this.lost.values()].filter(({ how }) => how === 'failed').length;
    const done = [...this.results.keys()].filter((key) => this.jobs.has(key)).length;
    return { total: this.expected, done, running, failed, skipped: this.lost.size - failed };
  }
}
