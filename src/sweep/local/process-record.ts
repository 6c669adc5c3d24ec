import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import { isRunning, type ProcessIdentity } from '../process-identity';

/** A job's process, as it is written down for conductors to come. */
export interface ProcessRecord {
  readonly key: string;
  readonly attempt: number;
  readonly threads: number;
  readonly identity: ProcessIdentity;
  readonly logPath: string;
}

/** The processes of a sweep on this machine; one small file each. */
export class ProcessRecords {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  private pathOf({ key, attempt }: ProcessRecord): string {
    return join(this.folder, `${key}.${attempt}.json`);
  }

  add(record: ProcessRecord): void {
    writeFileAtomic(this.pathOf(record), JSON.stringify(record));
  }

  remove(record: ProcessRecord): void {
    rmSync(this.pathOf(record), { force: true });
  }

  /** Those that run; what others of this machine left behind is cleared away. */
  alive(): ProcessRecord[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.read(join(this.folder, name)))
      .filter((record) => {
        const state = isRunning(record.identity);
        if (state === false) this.remove(record);
        return state === true;
      });
  }

  private read(path: string): ProcessRecord[] {
    try {
      return [JSON.parse(readFileSync(path, 'utf8'))];
    } catch {
      // taken away by another conductor just now
      return [];
    }
  }
}
