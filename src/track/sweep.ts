import { checkOptions } from '../errors';
import { flatSettings } from './flat-settings';
import { safeRunName } from './run-name';
import type { Tracker } from './training-event';

interface TrackedCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

interface TrackedJob {
  readonly label: string;
  readonly settings: object;
  readonly counts: TrackedCounts;
}

/** What a sweep says of itself and its jobs, as far as trackers need it. */
export type TrackedSweepEvent =
  | { readonly kind: 'started'; readonly settings: unknown; readonly counts: TrackedCounts }
  | ({ readonly kind: 'job-started' } & TrackedJob)
  | ({
      /** `job-found`: its result was there already. */
      readonly kind: 'job-finished' | 'job-found';
      readonly seconds: number;
      readonly metrics: Readonly<Record<string, number | null>>;
    } & TrackedJob)
  | ({ readonly kind: 'job-failed'; readonly willRetry: boolean } & TrackedJob)
  | { readonly kind: 'job-skipped' | 'result-damaged' | 'warning' | 'finished' };

/** One sweep's way into a tracker. */
class SweepTracking {
  private readonly started = new Set<string>();
  private step = 0;

  constructor(
    private readonly tracker: Tracker,
    private readonly run: string,
  ) {}

  hear(event: TrackedSweepEvent): void {
    const { tracker, run } = this;
    if (event.kind === 'started')
      tracker.record({ kind: 'started', run, settings: flatSettings({ sweep: event.settings }) });
    else if (event.kind === 'job-started') this.open(event);
    else if (event.kind === 'job-finished' || event.kind === 'job-found') {
      const { metrics, seconds } = event;
      const numbers = Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null);
      const name = this.open(event);
      const values = { ...Object.fromEntries(numbers), 'time/seconds': seconds };
      tracker.record({ kind: 'finished', run: name, status: 'finished', values });
      this.tellCounts(event);
    } else if (event.kind === 'job-failed' && !event.willRetry) {
      tracker.record({ kind: 'finished', run: this.open(event), status: 'failed', values: {} });
      this.tellCounts(event);
    }
  }

  /** A job is one run, however often it was tried and whoever did it. */
  private open({ label, settings }: TrackedJob): string {
    const name = safeRunName(label);
    if (this.started.has(name)) return name;
    this.started.add(name);
    this.tracker.record({ kind: 'started', run: name, parent: this.run, settings: flatSettings(settings) });
    return name;
  }

  private tellCounts({ counts, label }: TrackedJob): void {
    const { tracker, run } = this;
    const { total, done, failed } = counts;
    const values = { 'jobs/done': done, 'jobs/failed': failed, 'jobs/total': total };
    tracker.record({ kind: 'scalars', run, step: ++this.step, values });
    tracker.record({ kind: 'progress', run, label, done, total });
  }
}

/**
 * An `onEvent` for a sweep that feeds a tracker: the sweep is a run, and each of its jobs a run within it, with the job's
 * settings and metrics. The sweep's own run is left open, for whoever opened it to end.
 */
export function trackSweep(options: {
  readonly tracker: Tracker;
  readonly run: string;
}): (event: TrackedSweepEvent) => void {
  checkOptions('trackSweep', options, ['tracker', 'run']);
  const tracking = new SweepTracking(options.tracker, options.run);
  return (event) => tracking.hear(event);
}
