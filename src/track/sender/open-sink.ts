import type { Sink } from '../sink';
import type { Session } from '../spool/session';
import type { TrackTarget } from '../target';

/** A target's end of the stream; each adapter is loaded only where it is asked for. */
export async function openSink(
  target: TrackTarget,
  options: { readonly session: Session; readonly stop: AbortSignal },
): Promise<Sink> {
  const { session, stop } = options;
  if (target.kind === 'tensorboard') {
    const { tensorBoardSink } = await import('../tensorboard/tensorboard-sink.js');
    return tensorBoardSink({ folder: target.folder, session });
  }
  if (target.kind === 'mlflow') {
    const { mlflowSink } = await import('../mlflow/mlflow-sink.js');
    return mlflowSink({ target, session, stop });
  }
  const { wandbSink } = await import('../wandb/wandb-sink.js');
  return wandbSink({ target, session, stop });
}
