import { type PipelineListener, wholeRun } from '../../pipeline';
import { tensorBoardTracker, trackPipeline } from '../../track';
import { shown } from './load-with-progress';
import { pipelineProgress } from './pipeline-progress';

/** The bar, and TensorBoard where it was asked for. */
export function listenersFor(flags: { readonly tensorboard?: string }, name: string) {
  const bar = pipelineProgress({ ...shown, title: name, wholeRun });
  const tracker = flags.tensorboard === undefined ? null : tensorBoardTracker({ folder: flags.tensorboard });
  const track = tracker === null ? null : trackPipeline({ tracker });
  const onEvent: PipelineListener = (event) => {
    bar.listener(event);
    track?.(event);
  };
  const close = () => {
    bar.stop();
    tracker?.close();
  };
  return { onEvent, close };
}
