import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { type TrackTarget, withoutCredentials } from '../target';

/** What a spool is of; the file `session.json` in its folder. */
export interface Session {
  /** Unique among all sessions everywhere; servers know runs by it. */
  readonly id: string;
  /** The run that all others are a part of. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Without credentials. */
  readonly targets: readonly TrackTarget[];
  /** The process that writes the events. */
  readonly writer: { readonly pid: number; readonly host: string };
}

const fileName = 'session.json';

/** @throws Error of the file system where it cannot be written */
export function writeSession(
  folder: string,
  options: { readonly id: string; readonly run: string; readonly targets: readonly TrackTarget[] },
): Session {
  const session: Session = {
    ...options,
    targets: options.targets.map(withoutCredentials),
    started: new Date().toISOString(),
    writer: { pid: process.pid, host: hostname() },
  };
  writeFileAtomic(join(folder, fileName), `${JSON.stringify(session, null, 2)}\n`);
  return session;
}

/** @throws InputError where the folder holds no session */
export function readSession(folder: string): Session {
  try {
    return JSON.parse(readFileSync(join(folder, fileName), 'utf8'));
  } catch {
    throw new InputError(
      `${folder}: expected a folder of events with ${fileName}, as --track makes it, found none that reads`,
    );
  }
}

/**
 * The folders of events in a run's folder, oldest first: itself, below its `track`, or right below it.
 * @throws InputError where there is none
 */
export function sessionFolders(folder: string): string[] {
  const isSession = (path: string) => existsSync(join(path, fileName));
  if (isSession(folder)) return [folder];
  const found = [join(folder, 'track'), folder]
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .filter(isSession);
  if (found.length === 0)
    throw new InputError(
      `${folder}: expected a run's folder with tracked events, found none; was --track given?`,
    );
  return found.sort();
}
