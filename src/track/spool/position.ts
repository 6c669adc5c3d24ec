import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import { type Place, spoolStart } from './spool-reader';

/** What a sink must know to go on after a restart, e.g. the server's names of runs; plain JSON. */
export type SinkState = Readonly<Record<string, unknown>>;

/** How far a spool has been sent to one target. */
export interface Position {
  readonly place: Place;
  /** Events that the target has. */
  readonly sent: number;
  /** Events that it refused for good. */
  readonly refused: number;
  readonly state: SinkState;
  /** Why the next event has not been sent yet; null where all is well. */
  readonly error: string | null;
}

const atStart: Position = { place: spoolStart, sent: 0, refused: 0, state: {}, error: null };

const pathOf = (folder: string, target: string) => join(folder, `sent-${target}.json`);

/** Where a target stands; at the start where nothing is known. */
export function readPosition(folder: string, target: string): Position {
  let text: string;
  try {
    text = readFileSync(pathOf(folder, target), 'utf8');
  } catch {
    return atStart;
  }
  return { ...atStart, ...JSON.parse(text) };
}

/** Written whole or not at all. */
export function writePosition(folder: string, target: string, position: Position): void {
  writeFileAtomic(pathOf(folder, target), `${JSON.stringify(position)}\n`);
}
