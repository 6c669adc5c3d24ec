import { randomUUID } from 'node:crypto';
import { checkOptions } from '../errors';
import { EventFiles } from './tensorboard/event-files';
import type { Tracker } from './training-event';

/**
 * Writes the stream's scalars, histograms and settings as event files that `tensorboard --logdir <folder>` shows, one
 * folder below it a run. They are handed to the system at once.
 * @throws InputError on an event whose run is no name of a folder below
 */
export function tensorBoardTracker(options: { readonly folder: string }): Tracker {
  checkOptions('tensorBoardTracker', options, ['folder']);
  const name = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${randomUUID()}`;
  const files = new EventFiles({ folder: options.folder, name });
  return {
    record: (event) => files.write({ time: new Date().toISOString(), ...event }),
    close: () => files.close(),
  };
}
