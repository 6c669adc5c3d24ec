import { InputError } from '../../errors';
import { RefusedError, type Sink } from '../sink';
import type { Session } from '../spool/session';
import { EventFiles, type FileStates } from './event-files';

/**
 * Writes a spool's scalars, histograms and settings (plugin `hparams`) as event files, one folder a run. What a killed
 * sender wrote beyond its position is cut off and written again, so that every event stands there once.
 */
export function tensorBoardSink(options: { readonly folder: string; readonly session: Session }): Sink {
  const { folder, session } = options;
  const start = Math.floor(Date.parse(session.started) / 1000);
  const files = new EventFiles({ folder, name: `events.out.tfevents.${start}.${session.id}` });
  return {
    send: async (events, state) => {
      files.restore((state.files ?? {}) as FileStates);
      try {
        for (const event of events) files.write(event);
      } catch (error) {
        // a name that is no folder's stays one
        throw error instanceof InputError ? new RefusedError(error.message) : error;
      }
      return { files: files.state };
    },
    close: async () => files.close(),
  };
}
