import type { PipelineEvent, PipelineListener } from '../../pipeline/events';
import { makeProgress, type Progress, type ProgressOptions } from '../progress';

/** What goes on right now, in a few words. */
function wordsOf(event: PipelineEvent): string {
  const place = `${event.split}: ${event.stage}`;
  if (event.kind === 'epoch') {
    const { epoch, validation } = event.event;
    return `${place}, epoch ${epoch + 1}, validation ${validation.toFixed(4)}`;
  }
  if (event.kind === 'soft targets') return place;
  return event.kind === 'stage' ? `${place}, ${event.detail}` : `${place}, ${event.done} of ${event.total}`;
}

/** The pipeline's events as one bar with the time left. */
export function pipelineProgress(options: Omit<ProgressOptions, 'total'> & { readonly wholeRun: string }): {
  readonly listener: PipelineListener;
  readonly stop: () => void;
} {
  const { wholeRun, ...shown } = options;
  let progress: Progress | null = null;
  let done = 0;
  let words = '';
  const listener: PipelineListener = (event) => {
    if (event.kind === 'progress' && event.stage === wholeRun) {
      progress ??= makeProgress({ ...shown, total: event.total });
      done = event.done;
    } else words = wordsOf(event);
    progress?.update(done, words);
  };
  return { listener, stop: () => progress?.stop() };
}
