import { type Position, readPosition } from './position';
import { allEvents } from './spool-reader';

/** Events of a spool that a target has neither taken nor refused, and where it stands. */
export function waitingFor(
  folder: string,
  target: string,
): { readonly waiting: number; readonly position: Position } {
  const position = readPosition(folder, target);
  let waiting = 0;
  for (const _ of allEvents(folder, position.place)) waiting++;
  return { waiting, position };
}
