import type { TrainingEvent } from '../training-event';
import { SpoolWriter } from './spool-writer';

const segmentBytes = 8 << 20;

/** Numbers may wait so long in memory, so that a step of training need not wait for the system. */
const holdMs = 100;

/**
 * A spool's writer that a run can rely on: it never throws, and on its first failure, a full disk say, it says so once
 * and takes nothing more.
 */
export class GuardedWriter {
  private writer: SpoolWriter | null = null;
  private flushed = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  private readonly onExit = () => this.flush();

  constructor(
    private readonly options: {
      readonly folder: string;
      /** Makes the folder ready. */
      readonly prepare: () => void;
      readonly onFailure: (error: unknown) => void;
    },
  ) {
    this.guard(() => {
      options.prepare();
      this.writer = new SpoolWriter({ folder: options.folder, segmentBytes });
      // for a program that ends without a word
      process.on('exit', this.onExit);
    });
  }

  get isOpen(): boolean {
    return this.writer !== null;
  }

  /** Numbers that follow each other fast are written together; all else is written at once. */
  write(makeEvent: () => TrainingEvent): void {
    const { writer } = this;
    if (writer === null) return;
    this.guard(() => {
      const event = makeEvent();
      writer.hold(event);
      if (event.kind === 'scalars' && performance.now() - this.flushed < holdMs) this.flushSoon();
      else this.flush();
    });
  }

  close(): void {
    const { writer } = this;
    this.guard(() => writer?.close());
    this.release();
  }

  private flush(): void {
    this.flushed = performance.now();
    this.guard(() => this.writer?.flush());
  }

  /** Where nothing follows that would. */
  private flushSoon(): void {
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
    }, holdMs);
    this.timer.unref();
  }

  private release(): void {
    this.writer = null;
    process.off('exit', this.onExit);
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.release();
      this.options.onFailure(error);
    }
  }
}
