import { randomUUID } from 'node:crypto';
import { checkOptions } from '../errors';
import {
  type FinishedTrial,
  type Role,
  type Row,
  tableHtml,
  tableMarkdown,
  tableText,
  trialProgress,
} from '../plot';
import type { EventJob, SweepCounts, SweepEvent, SweepListener } from '../sweep';
import { type MimeBundle, writeOutput } from './cell-output';
import { liveFigure, picturedFigure } from './figure-output';

export interface SweepView {
  /** To be given to the sweep. */
  readonly onEvent: SweepListener;
  /** Adds a picture to the plot as it stands, for pages where nothing is drawn live; await it after the sweep. */
  readonly finish: () => Promise<void>;
}

/** Faster changes could not be read. */
const PAUSE_MS = 500;
/** Rows of the table of the best trials. */
const MOST_ROWS = 10;

function roleOf(method: string): Role {
  return method === 'scratch' || method === 'smoothed' ? method : 'distilled';
}

/** What a sweep's events have come to so far. */
class Standing {
  readonly trials: FinishedTrial[] = [];
  private readonly running = new Map<string, string>();
  private readonly failures: string[] = [];
  private counts: SweepCounts = { total: 0, done: 0, running: 0, failed: 0, skipped: 0 };
  private name = '';

  constructor(
    private readonly metric: string,
    readonly smaller: 'better' | 'worse',
  ) {}

  hear(event: SweepEvent): void {
    if ('counts' in event) this.counts = event.counts;
    if (event.kind === 'started') this.name = event.sweep;
    else if (event.kind === 'job-started') this.running.set(event.key, event.label);
    else if (event.kind === 'job-finished' || event.kind === 'job-found') this.finish(event, event.metrics);
    else if (event.kind === 'job-failed') {
      this.running.delete(event.key);
      if (!event.willRetry) this.failures.push(`${event.label}: ${event.reason}`);
    } else if (event.kind === 'finished') this.running.clear();
  }

  private finish(job: EventJob, metrics: Readonly<Record<string, number | null>>): void {
    this.running.delete(job.key);
    if (job.jobKind !== 'trial') return;
    const method = String(job.settings.method);
    const validation = metrics[this.metric] ?? null;
    this.trials.push({ label: job.label, method, role: roleOf(method), validation });
  }

  get caption(): string {
    const { done, total, failed, skipped } = this.counts;
    const losses = failed + skipped === 0 ? '' : `, ${failed} failed, ${skipped} skipped`;
    const running = [...this.running.values()];
    const now = running.length === 0 ? '' : `; running: ${running.join('; ')}`;
    const failures = this.failures.length === 0 ? '' : `; failed: ${this.failures.slice(-3).join('; ')}`;
    return `${this.name}: ${done} of ${total} jobs done${losses}${now}${failures}`;
  }

  /** The best trials so far, best first. */
  get rows(): Row[] {
    const sign = this.smaller === 'better' ? 1 : -1;
    const whole = this.trials.filter(({ validation }) => validation !== null);
    return whole
      .sort((a, b) => sign * ((a.validation as number) - (b.validation as number)))
      .slice(0, MOST_ROWS)
      .map(({ label, validation }) => ({ trial: label, [this.metric]: validation }));
  }
}

/** One output of a cell that later ones replace. */
class Output {
  private readonly id = randomUUID();
  private isShown = false;

  show(output: { readonly data: MimeBundle; readonly metadata?: Readonly<Record<string, unknown>> }): void {
    writeOutput({ ...output, id: this.id, isUpdate: this.isShown });
    this.isShown = true;
  }
}

/**
 * A sweep in the running cell: a table of the best trials, with what runs and what failed above it, and a plot of all
 * trials as they come; both change in place.
 * @param options.metric what trials are judged by, a name in their metrics, e.g. `validationRmse`
 * @param options.smaller whether a smaller metric is better or worse
 * @example
 * const view = sweepView({ metric: 'validationRmse', smaller: 'better' });
 * await runDescribedSweep({ ...options, onEvent: view.onEvent });
 * await view.finish();
 * @throws Error outside of a notebook, with the first event
 */
export function sweepView(options: {
  readonly metric: string;
  readonly smaller: 'better' | 'worse';
}): SweepView {
  checkOptions('sweepView', options, ['metric', 'smaller']);
  const { metric, smaller } = options;
  const standing = new Standing(metric, smaller);
  const [table, plot] = [new Output(), new Output()];
  let shownAt = Number.NEGATIVE_INFINITY;
  const figureNow = () =>
    trialProgress({ title: 'Trials as they come', metric, smaller, trials: standing.trials });
  const show = () => {
    shownAt = performance.now();
    const rows = { rows: standing.rows, digits: 4, caption: standing.caption };
    const text = rows.rows.length === 0 ? '' : `\n${tableText(rows)}`;
    table.show({
      data: {
        'text/html': tableHtml(rows),
        'text/markdown': tableMarkdown(rows),
        'text/plain': `${standing.caption}${text}`,
      },
    });
    if (standing.trials.length > 0) plot.show(liveFigure(figureNow()));
  };
  const onEvent: SweepListener = (event) => {
    standing.hear(event);
    const isEdge = event.kind === 'started' || event.kind === 'finished';
    if (isEdge || performance.now() - shownAt >= PAUSE_MS) show();
  };
  const finish = async () => {
    if (standing.trials.length > 0) plot.show(await picturedFigure(figureNow()));
  };
  return { onEvent, finish };
}
