import { basename, resolve } from 'node:path';
import { tableText } from '../../plot/table';
import { sendTracked } from '../../track/sender/send-tracked';
import { parseTargets } from '../../track/target';
import { type TrackedSession, trackedSessions } from '../../track/tracked-runs';

export interface ShowFlags {
  readonly json?: boolean;
}

export interface SendFlags {
  readonly to?: string;
  readonly attempts: number;
}

/** The last numbers of a run in a few words. */
function numbersOf(values: Readonly<Record<string, number | null>>): string {
  const words = Object.entries(values).map(([name, value]) => `${name} ${value?.toPrecision(4) ?? '-'}`);
  return words.slice(0, 3).join(', ') + (words.length > 3 ? ', ...' : '');
}

function targetLine({ target, waiting, position }: TrackedSession['targets'][number]): string {
  const refused = position.refused > 0 ? `, ${position.refused} refused (refused-${target}.jsonl)` : '';
  const error = position.error === null ? '' : `: ${position.error}`;
  return `${target}: ${position.sent} sent, ${waiting} wait${refused}${error}`;
}

function sessionText({ folder, events, runs, targets }: TrackedSession): string {
  const rows = runs.map(({ run, status, lastStep, values }) => ({
    run,
    status,
    step: lastStep,
    numbers: numbersOf(values),
  }));
  const lines = targets.map(targetLine);
  return `${folder}: ${events} events\n${lines.map((line) => `  ${line}\n`).join('')}\n${tableText({ rows, digits: 4 })}\n`;
}

/** `recdistill track show`. */
export function runTrackShow(folder: string, flags: ShowFlags): void {
  const sessions = trackedSessions({ folder });
  if (flags.json) process.stdout.write(`${JSON.stringify(sessions, null, 2)}\n`);
  else process.stdout.write(`${sessions.map(sessionText).join('\n')}`);
}

/** `recdistill track send`. */
export async function runTrackSend(folder: string, flags: SendFlags): Promise<void> {
  const { to, attempts } = flags;
  const targets = to === undefined ? [] : parseTargets(to, { project: basename(resolve(folder)) });
  const sessions = await sendTracked({ folder, targets, attempts });
  for (const { folder: place, isBusy, targets: states } of sessions) {
    const busy = isBusy ? ' (another process is sending it right now)' : '';
    process.stdout.write(`${place}${busy}\n${states.map((state) => `  ${targetLine(state)}\n`).join('')}`);
  }
  if (sessions.some((session) => session.targets.some(({ waiting }) => waiting > 0))) process.exitCode = 1;
}
