import { hostname } from 'node:os';
import { checkOptions } from '../../errors';
import { closeOpenRuns } from '../spool/close-open-runs';
import { isProcessGone } from '../spool/lock';
import type { Position } from '../spool/position';
import { readSession, type Session, sessionFolders } from '../spool/session';
import { waitingFor } from '../spool/waiting';
import type { TrackTarget } from '../target';
import { sendSession } from './send-session';

const never = new AbortController().signal;

/** What sending one session came to. */
export interface SentSession {
  readonly folder: string;
  /** Whether another process sends this session right now. */
  readonly isBusy: boolean;
  readonly targets: readonly {
    readonly target: string;
    readonly waiting: number;
    readonly position: Position;
  }[];
}

/** A writer on another machine cannot be asked, and may still write. */
function isWriterGone({ writer }: Session): boolean {
  return writer.host === hostname() && isProcessGone(writer.pid);
}

/** The session's own targets, each with the address and credentials that were given now. */
function targetsOf(session: Session, given: readonly TrackTarget[]): TrackTarget[] {
  const kept = session.targets.filter(({ kind }) => given.every((target) => target.kind !== kind));
  return [...kept, ...given];
}

async function sendOne(folder: string, options: SendTrackedOptions): Promise<SentSession> {
  const session = readSession(folder);
  const targets = targetsOf(session, options.targets);
  const ended = AbortSignal.abort();
  const positions = await sendSession({
    ...{ folder, targets, isEnding: () => true, ending: ended, stop: options.signal ?? never },
    mostFailures: options.attempts,
    prepare: () => {
      if (isWriterGone(session)) closeOpenRuns(folder, 'killed');
    },
  });
  return {
    folder,
    isBusy: positions === null,
    targets: targets.map(({ kind }, i) => {
      const { waiting, position } = waitingFor(folder, kind);
      return { target: kind, waiting, position: positions?.[i] ?? position };
    }),
  };
}

export interface SendTrackedOptions {
  /** A run's folder, or a folder of events. */
  readonly folder: string;
  /** In place of, or beside, those of the session, e.g. with credentials, which are never written to disk. */
  readonly targets: readonly TrackTarget[];
  /** How often in a row a target may fail before it is left. */
  readonly attempts: number;
  readonly signal?: AbortSignal;
}

/**
 * Sends what waits of all sessions of a run's folder. Runs that are open though their process is gone are ended as
 * killed. What a target has already is not sent again.
 * @returns each session's state afterwards, oldest first
 * @throws InputError where the folder holds no events
 */
export async function sendTracked(options: SendTrackedOptions): Promise<SentSession[]> {
  checkOptions('sendTracked', options, ['folder', 'targets', 'attempts', 'signal']);
  const sent: SentSession[] = [];
  for (const folder of sessionFolders(options.folder)) sent.push(await sendOne(folder, options));
  return sent;
}
