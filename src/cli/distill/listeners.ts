import { type PipelineListener, wholeRun } from '../../pipeline';
import { tensorBoardTracker, trackPipeline } from '../../track';
import type { DistillTracking } from './distill-tracking';
import { shown } from './load-with-progress';
import { pipelineProgress } from './pipeline-progress';

/** The bar, and TensorBoard and other trackers where they were asked for. */
export function listenersFor(
  flags: { readonly tensorboard?: string },
  name: string,
  tracked?: {
    readonly tracking: DistillTracking | undefined;
    readonly outFolder: string;
    readonly settings: object;
  },
) {
  const bar = pipelineProgress({ ...shown, title: name, wholeRun });
  const tracker = flags.tensorboard === undefined ? null : tensorBoardTracker({ folder: flags.tensorboard });
  const track = tracker === null ? null : trackPipeline({ tracker });
  const listener = tracked?.tracking?.begin({ ...tracked, name });
  const onEvent: PipelineListener = (event) => {
    bar.listener(event);
    track?.(event);
    listener?.(event);
  };
  const close = () => {
    bar.stop();
    tracker?.close();
  };
  return { onEvent, close };
}
