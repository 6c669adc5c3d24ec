import type { PackedProject } from './pack-project';
import type { RayJobs } from './ray-jobs';

/** Ray throws a package away ten minutes after the last job or question about it. */
const askAgainMs = 60_000;

/** The packed project on the cluster: sent once, and again where a head has lost it. */
export class SentPackage {
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;

  constructor(
    private readonly jobs: RayJobs,
    private readonly project: PackedProject,
  ) {}

  /** As a job names it. */
  get uri(): string {
    return `gcs://${this.project.name}`;
  }

  private async send(): Promise<void> {
    if (!(await this.jobs.hasPackage(this.project.name)))
      await this.jobs.putPackage(this.project.name, this.project.content);
    this.askedAt = performance.now();
  }

  /** Returns when the cluster has it; several callers at a time ask once. */
  async ready(): Promise<void> {
    if (performance.now() - this.askedAt < askAgainMs) return;
    this.asking ??= this.send().finally(() => {
      this.asking = null;
    });
    await this.asking;
  }
}
