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

  /** @throws Error of the file system where the folder cannot be written */
  constructor(private readonly options: { readonly folder: string; readonly segmentBytes: number }) {
    const { folder } = options;
    mkdirSync(folder, { recursive: true });
    this.segment = (segmentsOf(folder).at(-1) ?? 0) + 1;
    this.file = openSync(segmentPath(folder, this.segment), 'wx');
  }

  /**
   * Hands the event to the operating system, so that it outlives this process, though not a power cut.
   * @throws Error of the file system, e.g. of a full disk
   */
  append(event: TrainingEvent): void {
    const line = `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
    const bytes = Buffer.from(line, 'utf8');
    if (this.size > 0 && this.size + bytes.length > this.options.segmentBytes) this.roll();
    for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done);
    this.size += bytes.length;
  }

  /** Flushes it to disk. */
  close(): void {
    fsyncSync(this.file);
    closeSync(this.file);
  }

  private roll(): void {
    const next = openSync(segmentPath(this.options.folder, this.segment + 1), 'wx');
    this.close();
    this.file = next;
    this.segment++;
    this.size = 0;
  }
}
