import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../files/atomic-write';

/** A process that is killed loses at most so much of its time. */
const tickMs = 5000;

function secondsBefore(path: string, key: string): number {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    return kept.key === key && Number.isFinite(kept.seconds) ? kept.seconds : 0;
  } catch {
    // none yet, or one that was damaged: time is told and nothing is computed from it
    return 0;
  }
}

/**
 * The wall-clock time of a piece of work over all processes that had a part in it: one that was stopped left its share
 * in a file, and the next goes on from there.
 */
export class WorkClock {
  private readonly before: number;
  private readonly started = performance.now();
  private written = performance.now();

  constructor(
    private readonly path: string,
    /** Time of other work, by another key, is not counted. */
    private readonly key: string,
  ) {
    this.before = secondsBefore(path, key);
  }

  /** In seconds. */
  get seconds(): number {
    return this.before + (performance.now() - this.started) / 1000;
  }

  /** Keeps the time so far, every few seconds; call it often. */
  tick(): void {
    if (performance.now() - this.written < tickMs) return;
    this.written = performance.now();
    this.keep();
  }

  /** Keeps the time so far, now. */
  keep(): void {
    writeFileAtomic(this.path, `${JSON.stringify({ key: this.key, seconds: this.seconds })}\n`);
  }
}
