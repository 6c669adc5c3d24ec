import type { StoredEvent } from '../training-event';
import { encodeEvent, versionRecord } from './encode-event';
import { EventFile, runFolder } from './event-file';

/** What is known of a run's event file; plain JSON. */
export interface FileState {
  readonly name: string;
  readonly bytes: number;
  /** The last that it heard of. */
  readonly step: number;
  readonly hasHparams: boolean;
}

export type FileStates = Readonly<Record<string, FileState>>;

/** The event files of several runs, each in a folder of its own. */
export class EventFiles {
  private readonly open = new Map<string, EventFile>();
  private readonly states = new Map<string, FileState>();

  /** @param options.name of each event file; TensorBoard wants `tfevents` in it */
  constructor(private readonly options: { readonly folder: string; readonly name: string }) {}

  /** Goes back to a known state: what was written since is cut off, as it will come again. */
  restore(states: FileStates): void {
    this.states.clear();
    for (const [run, state] of Object.entries(states)) this.states.set(run, state);
    for (const [run, file] of this.open) file.cutTo(this.states.get(run)?.bytes ?? 0);
  }

  get state(): FileStates {
    return Object.fromEntries(this.states);
  }

  write(event: StoredEvent): void {
    const { run } = event;
    // also for an event that is not written: a bad name shall be told at once
    const folder = runFolder(this.options.folder, run);
    const known = this.states.get(run) ?? { name: this.options.name, bytes: 0, step: 0, hasHparams: false };
    const record = encodeEvent(event, known);
    if (record === null) return;
    const file = this.fileOf(run, folder, known);
    if (file.bytes === 0) file.append(versionRecord(event.time));
    file.append(record);
    this.states.set(run, {
      ...known,
      bytes: file.bytes,
      step: 'step' in event ? event.step : known.step,
      hasHparams: known.hasHparams || event.kind === 'started',
    });
    if (event.kind === 'finished') this.release(run);
  }

  close(): void {
    for (const run of [...this.open.keys()]) this.release(run);
  }

  private fileOf(run: string, folder: string, { name, bytes }: FileState): EventFile {
    const open = this.open.get(run);
    if (open !== undefined) return open;
    const file = new EventFile(folder, name, bytes);
    this.open.set(run, file);
    return file;
  }

  /** A long sweep has more runs than a process may have files open. */
  private release(run: string): void {
    this.open.get(run)?.close();
    this.open.delete(run);
  }
}
