import { checkOptions } from '../errors';
import type { PipelineEvent, PipelineListener } from '../pipeline/events';
import { trackEpochs } from './listeners';
import type { Tracker } from './training-event';

/** A name that is a folder's on every system. */
function runName({ split, stage }: PipelineEvent, part: number): string {
  const name = `${split}/${stage}`.replace(/[<>:"|?*\\]+/g, '-');
  return part === 1 ? name : `${name} (${part})`;
}

/**
 * A listener for the pipeline that feeds a tracker: one run a split and stage. A stage that trains several models one
 * after the other (the trials of a search) becomes several runs, told apart by a number.
 */
export function trackPipeline(options: { readonly tracker: Tracker }): PipelineListener {
  checkOptions('trackPipeline', options, ['tracker']);
  const { tracker } = options;
  const parts = new Map<string, number>();
  return (event) => {
    const key = `${event.split}/${event.stage}`;
    if (event.kind === 'epoch' && event.event.epoch === 0) parts.set(key, (parts.get(key) ?? 0) + 1);
    const run = runName(event, parts.get(key) ?? 1);
    if (event.kind === 'epoch') trackEpochs({ tracker, run })(event.event);
    else if (event.kind === 'progress') {
      const { stage, done, total } = event;
      tracker.record({ kind: 'progress', run, label: stage, done, total });
    } else tracker.record({ kind: 'started', run, settings: { detail: event.detail } });
  };
}
