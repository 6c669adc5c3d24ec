import { checkOptions } from '../errors';
import type { PipelineEvent, PipelineListener } from '../pipeline/events';
import { histogramOf } from './histogram';
import { trackEpochs } from './listeners';
import { safeRunName } from './run-name';
import { softTargetEntropies } from './soft-target-entropy';
import type { Tracker } from './training-event';

const bins = 30;

/** Runs of the pipeline's stages, told apart by a number where one stage trains several models. */
class PipelineTracking {
  private readonly parts = new Map<string, number>();
  private readonly details = new Map<string, string>();
  private readonly started = new Set<string>();

  constructor(private readonly tracker: Tracker) {}

  hear(event: PipelineEvent): void {
    if (event.kind === 'epoch' && event.event.epoch === 0) this.startPart(event);
    const run = this.runOf(event);
    if (event.kind === 'epoch') {
      this.start(run, event);
      trackEpochs({ tracker: this.tracker, run })(event.event);
    } else if (event.kind === 'progress') {
      const { stage, done, total } = event;
      this.tracker.record({ kind: 'progress', run, label: stage, done, total });
    } else if (event.kind === 'soft targets') this.showSoftTargets(run, event);
    else this.details.set(`${event.split}/${event.stage}`, event.detail);
  }

  /** What has no numbers makes no run, so that a stage's announcement waits for its first. */
  private start(run: string, { split, stage }: PipelineEvent): void {
    if (this.started.has(run)) return;
    this.started.add(run);
    const detail = this.details.get(`${split}/${stage}`);
    const settings = { split, stage, ...(detail === undefined ? {} : { detail }) };
    this.tracker.record({ kind: 'started', run, settings });
  }

  private startPart(event: PipelineEvent): void {
    const before = this.runOf(event);
    if (this.started.has(before)) this.tracker.record({ kind: 'finished', run: before, values: {} });
    const key = `${event.split}/${event.stage}`;
    this.parts.set(key, (this.parts.get(key) ?? 0) + 1);
  }

  private runOf({ split, stage }: PipelineEvent): string {
    const part = this.parts.get(`${split}/${stage}`) ?? 1;
    const name = safeRunName(`${split}/${stage}`);
    return part === 1 ? name : `${name} (${part})`;
  }

  /** How undecided the teacher is at each temperature. */
  private showSoftTargets(run: string, event: PipelineEvent & { kind: 'soft targets' }): void {
    const { logits, classes, temperatures } = event;
    if (logits.length === 0) return;
    this.start(run, event);
    for (const temperature of temperatures) {
      const values = softTargetEntropies({ logits, classes, temperature });
      const name = `soft targets/entropy at T ${temperature}`;
      this.tracker.record({
        kind: 'histogram',
        run,
        step: 0,
        name,
        histogram: histogramOf({ values, bins }),
      });
    }
  }
}

/**
 * A listener for the pipeline that feeds a tracker: one run a split and stage. A stage that trains several models one
 * after the other (the trials of a search) becomes several runs, told apart by a number.
 */
export function trackPipeline(options: { readonly tracker: Tracker }): PipelineListener {
  checkOptions('trackPipeline', options, ['tracker']);
  const tracking = new PipelineTracking(options.tracker);
  return (event) => tracking.hear(event);
}
