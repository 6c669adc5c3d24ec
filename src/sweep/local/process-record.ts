import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isRunning, type ProcessIdentity } from '../process-identity';
import { replaceFast } from '../write-once';

/** A job's process, as it is written down for conductors to come. */
export interface ProcessRecord {
  readonly key: string;
  readonly attempt: number;
  readonly threads: number;
  readonly logPath: string;
  readonly identity: ProcessIdentity;
}

/** What is written down before there is a process. */
interface Intent extends Omit<ProcessRecord, 'identity'> {
  readonly identity: null;
  readonly starter: ProcessIdentity;
}

/** The variable by which a process is known whose starter died before it could write its number down. */
export const markVariable = 'RECDISTILL_SWEEP_PROCESS';

/** The process whose environment holds the mark; null where there is none, or the system does not show it. */
function findByMark(mark: string): ProcessIdentity | null {
  if (process.platform !== 'linux') return null;
  const word = `${markVariable}=${mark}`;
  const found = readdirSync('/proc').find((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(word);
    } catch {
      // another user's, or gone
      return false;
    }
  });
  return found === undefined ? null : identityOf(Number(found));
}

/** The processes of a sweep on this machine; one small file each. */
export class ProcessRecords {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  private pathOf({ key, attempt }: Pick<ProcessRecord, 'key' | 'attempt'>): string {
    return join(this.folder, `${key}.${attempt}.json`);
  }

  /** What tells the process of a job's attempt from all others. */
  markOf(record: Pick<ProcessRecord, 'key' | 'attempt'>): string {
    return this.pathOf(record);
  }

  /** To be called before the process is started. */
  intend(record: Omit<ProcessRecord, 'identity'>): void {
    const intent: Intent = { ...record, identity: null, starter: identityOf(process.pid) };
    replaceFast(this.pathOf(record), JSON.stringify(intent));
  }

  add(record: ProcessRecord): void {
    replaceFast(this.pathOf(record), JSON.stringify(record));
  }

  remove(record: Pick<ProcessRecord, 'key' | 'attempt'>): void {
    rmSync(this.pathOf(record), { force: true });
  }

  /** Those that run; what others of this machine left behind is cleared away. */
  alive(): ProcessRecord[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.read(join(this.folder, name)))
      .flatMap((found) => this.completed(found) ?? [])
      .filter((record) => {
        const state = isRunning(record.identity);
        if (state === false) this.remove(record);
        return state === true;
      });
  }

  /** null for what is just being started by one who lives, and for what never came to be. */
  private completed(found: ProcessRecord | Intent): ProcessRecord | null {
    if (found.identity !== null) return found;
    const { starter, ...intent } = found;
    if (isRunning(starter) !== false) return null;
    const identity = findByMark(this.markOf(intent));
    if (identity === null) {
      this.remove(intent);
      return null;
    }
    const record = { ...intent, identity };
    this.add(record);
    return record;
  }

  private read(path: string): (ProcessRecord | Intent)[] {
    try {
      return [JSON.parse(readFileSync(path, 'utf8'))];
    } catch {
      // taken away by another conductor just now
      return [];
    }
  }
}
