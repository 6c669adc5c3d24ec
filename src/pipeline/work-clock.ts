import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../files/atomic-write';

/** A process that is killed loses at most so much of its time. */
const tickMs = 5000;

interface Spent {
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

function spentBefore(path: string, key: string): Spent {
  const nothing = { seconds: 0, peakMemoryBytes: 0 };
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    const isWhole = Number.isFinite(kept.seconds) && Number.isFinite(kept.peakMemoryBytes);
    return kept.key === key && isWhole ? kept : nothing;
  } catch {
    // none yet, or one that was damaged: this is told and nothing is computed from it
    return nothing;
  }
}

/**
 * The wall-clock time and the largest memory of a piece of work over all processes that had a part in it: one that was
 * stopped left its share in a file, and the next goes on from there.
 */
export class WorkClock {
  private readonly before: Spent;
  private readonly started = performance.now();
  private written = performance.now();

  constructor(
    private readonly path: string,
    /** Time of other work, by another key, is not counted. */
    private readonly key: string,
  ) {
    this.before = spentBefore(path, key);
  }

  /** In seconds. */
  get seconds(): number {
    return this.before.seconds + (performance.now() - this.started) / 1000;
  }

  /** The largest that any of the processes has been. */
  get peakMemoryBytes(): number {
    return Math.max(this.before.peakMemoryBytes, process.resourceUsage().maxRSS * 1024);
  }

  /** Keeps the time so far, every few seconds; call it often. */
  tick(): void {
    if (performance.now() - this.written < tickMs) return;
    this.written = performance.now();
    this.keep();
  }

  /** Keeps the time so far, now. */
  keep(): void {
    const { key, seconds, peakMemoryBytes } = this;
    writeFileAtomic(this.path, `${JSON.stringify({ key, seconds, peakMemoryBytes })}\n`);
  }
}
