import { sha256 } from '../../files/hash';
import { figureFragment } from '../../plot/figure-html';
import type { Sink } from '../sink';
import type { Session } from '../spool/session';
import type { WandbTarget } from '../target';
import type { StoredEvent } from '../training-event';
import { WandbProcess } from './wandb-process';

/** How many events of each run have been handed over; plain JSON. */
type Counts = Readonly<Record<string, number>>;

/** An event as the Python program takes it. */
function requestOf(event: StoredEvent, session: Session, number: number): object {
  const id = sha256(session.id, event.run).slice(0, 20);
  if (event.kind !== 'figure') return { ...event, id, number };
  const { figure, ...rest } = event;
  return { ...rest, id, number, html: figureFragment(figure) };
}

/**
 * Sends a spool to Weights & Biases by its own Python package, each of our runs as one there, grouped by the session's.
 * The package keeps and sends by itself what it has taken; offline it writes a run folder for `wandb sync`.
 */
export function wandbSink(options: {
  readonly target: WandbTarget;
  readonly session: Session;
  readonly stop: AbortSignal;
}): Sink {
  const { target, session, stop } = options;
  const { project, folder, mode, python } = target;
  let child: WandbProcess | null = null;
  const openChild = async () => {
    if (child === null || child.hasEnded) {
      const group = `${session.run}-${session.id.slice(0, 8)}`;
      child = await WandbProcess.start(python, { project, folder, mode, run: session.run, group }, stop);
    }
    return child;
  };
  return {
    send: async (events, state) => {
      const counts = { ...((state.counts ?? {}) as Counts) };
      const requests = events
        .filter(({ kind }) => kind !== 'progress')
        .map((event) => {
          counts[event.run] = (counts[event.run] ?? 0) + 1;
          return requestOf(event, session, counts[event.run]);
        });
      if (requests.length > 0) await (await openChild()).send(requests);
      return { counts };
    },
    close: async () => child?.close(),
  };
}
