import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import type { RayJob, RayJobs } from './ray-jobs';

/** A running job's log is fetched again after so long. */
const oldMs = 10_000;
/** At most so many at one time, so that a thousand running jobs cost the head no more than a few. */
const atOnce = 4;

/** Copies what jobs write from the nodes to this machine, as a node may be lost, and its files with it. */
export class LogKeeper {
  private readonly paths = new Map<string, string>();
  private readonly fetchedAt = new Map<string, number>();
  private following: Promise<unknown> = Promise.resolve();

  constructor(private readonly jobs: RayJobs) {}

  /** @param path where this job's log is kept */
  keepAt(id: string, path: string): void {
    this.paths.set(id, path);
  }

  private write(id: string, text: string): void {
    const path = this.paths.get(id);
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, text);
  }

  private kept(id: string): string {
    const path = this.paths.get(id);
    return path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  private async fetch(id: string): Promise<void> {
    const text = await this.jobs.logs(id);
    if (text !== null) this.write(id, text);
  }

  /** Fetches, beside the caller's own work, the logs that were not looked at for the longest. */
  follow(running: readonly string[], now: number): void {
    const fetchedAt = (id: string): number => this.fetchedAt.get(id) ?? Number.NEGATIVE_INFINITY;
    const oldest = running
      .filter((id) => now - fetchedAt(id) > oldMs)
      .sort((a, b) => fetchedAt(a) - fetchedAt(b) || 0)
      .slice(0, atOnce);
    for (const id of oldest) this.fetchedAt.set(id, now);
    // A head that does not answer is reported by whoever asks for the jobs' states.
    this.following = Promise.allSettled([this.following, ...oldest.map((id) => this.fetch(id))]);
  }

  /** The last look at a job that has ended; what Ray says of a failure is put below what the job wrote. */
  async finish({ submission_id, status, message, error_type }: RayJob): Promise<void> {
    const id = submission_id as string;
    const text = (await this.jobs.logs(id)) ?? this.kept(id);
    const verdict = status === 'SUCCEEDED' ? '' : `\nray: ${status} ${error_type ?? ''}: ${message ?? ''}\n`;
    this.write(id, text + verdict);
    this.fetchedAt.delete(id);
  }

  /** @param isRunning whether there may be more than what was kept */
  async tail(id: string, lines: number, isRunning: boolean): Promise<string> {
    const fresh = isRunning || !this.paths.has(id) ? await this.jobs.logs(id) : null;
    return (fresh ?? this.kept(id)).trimEnd().split('\n').slice(-lines).join('\n');
  }

  async close(): Promise<void> {
    await this.following;
  }
}
