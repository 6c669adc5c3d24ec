import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import type { TrainingEvent } from '../training-event';
import { segmentPath, segmentsOf } from './segments';

/**
 * Appends events to a spool: JSON lines in segments, each written by one process from its start to its end and never
 * again. A torn last line, which a kill or a full disk leaves, is therefore always the last of its segment, and readers
 * pass over it once there is a next segment.
 */
export class SpoolWriter {
  private file: number;
  private segment: number;
  private size = 0;
  private held: { readonly at: number; readonly event: TrainingEvent }[] = [];

  /** @throws Error of the file system where the folder cannot be written */
  constructor(private readonly options: { readonly folder: string; readonly segmentBytes: number }) {
    const { folder } = options;
    mkdirSync(folder, { recursive: true });
    this.segment = (segmentsOf(folder).at(-1) ?? 0) + 1;
    this.file = openSync(segmentPath(folder, this.segment), 'wx');
  }

  /**
   * Hands the event, after those that are held, to the operating system, so that it outlives this process, though not a
   * power cut.
   * @throws Error of the file system, e.g. of a full disk
   */
  append(event: TrainingEvent): void {
    this.hold(event);
    this.flush();
  }

  /** Keeps the event in memory until the next call of `flush` or `append`: a call of the system costs more than a line. */
  hold(event: TrainingEvent): void {
    this.held.push({ at: Date.now(), event });
  }

  /** @throws Error of the file system, e.g. of a full disk */
  flush(): void {
    if (this.held.length === 0) return;
    const lines = this.held.map(
      ({ at, event }) => `${JSON.stringify({ time: new Date(at).toISOString(), ...event })}\n`,
    );
    const bytes = Buffer.from(lines.join(''), 'utf8');
    this.held = [];
    if (this.size > 0 && this.size + bytes.length > this.options.segmentBytes) this.roll();
    for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done);
    this.size += bytes.length;
  }

  /** Flushes everything to disk. */
  close(): void {
    this.flush();
    this.closeFile();
  }

  private closeFile(): void {
    fsyncSync(this.file);
    closeSync(this.file);
  }

  private roll(): void {
    const next = openSync(segmentPath(this.options.folder, this.segment + 1), 'wx');
    this.closeFile();
    this.file = next;
    this.segment++;
    this.size = 0;
  }
}
