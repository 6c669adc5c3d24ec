import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { checkOptions } from '../errors';
import { reasonOf } from './redact';
import { SenderChild } from './sender/sender-child';
import { GuardedWriter } from './spool/guarded-writer';
import type { Position } from './spool/position';
import { writeSession } from './spool/session';
import { waitingFor } from './spool/waiting';
import type { TrackTarget } from './target';
import type { RunStatus, Tracker, TrainingEvent } from './training-event';

const keptFolder = 'artefacts';

export interface TrackingOptions {
  /** A run's folder; events go into a folder of their own below its `track`. */
  readonly folder: string;
  /** The run that all others are a part of. */
  readonly run: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** None for JSON lines alone. */
  readonly targets: readonly TrackTarget[];
  /** So long the sender goes on when the run has ended. */
  readonly graceMs: number;
  /** Told of what went wrong with tracking, once each; the run goes on. */
  readonly onWarning: (message: string) => void;
  /** The sender's program, where it does not lie beside this library's files, as in a bundle. */
  readonly senderPath?: string;
}

/** What had been sent when the tracking ended. */
export interface TrackingEnd {
  /** Where the events lie, for `recdistill track send`. */
  readonly folder: string;
  readonly targets: readonly {
    readonly target: string;
    readonly waiting: number;
    readonly position: Position;
  }[];
}

/**
 * A run's events on their way: each goes to a spool on disk (JSON lines), and a process of its own sends the spool to
 * the targets. Nothing here throws because of a target, a disk or a sender: a run is worth more than its curves.
 * @example
 * const targets = parseTargets('tensorboard=runs,mlflow=http://127.0.0.1:5000', { project: 'shop' });
 * const tracking = new RunTracking({ folder: 'out/shop', run: 'shop', settings, targets, graceMs: 10_000, onWarning });
 * await fit({ ...options, onEpoch: trackEpochs({ tracker: tracking, run: 'student' }) });
 * await tracking.finish({ status: 'finished', values: { rmse } });
 */
export class RunTracking implements Tracker {
  /** Where the events lie. */
  readonly folder: string;
  private readonly writer: GuardedWriter;
  private sender: SenderChild | null = null;
  private readonly openRuns = new Set<string>();
  private kept = 0;

  constructor(private readonly options: TrackingOptions) {
    const known = ['folder', 'run', 'settings', 'targets', 'graceMs', 'onWarning', 'senderPath'];
    checkOptions('RunTracking', options, known);
    const { run, settings, targets } = options;
    const id = randomUUID();
    const day = new Date().toISOString().replace(/[:.]/g, '-');
    this.folder = join(options.folder, 'track', `${day}-${id.slice(0, 8)}`);
    this.writer = new GuardedWriter({
      folder: this.folder,
      prepare: () => {
        mkdirSync(this.folder, { recursive: true });
        writeSession(this.folder, { id, run, targets });
      },
      onFailure: (error) => this.warn(error),
    });
    this.record({ kind: 'started', run, settings });
    if (this.writer.isOpen && targets.length > 0) this.startSender();
  }

  /** The sender's process, while there is one. */
  get senderPid(): number | undefined {
    return this.sender?.pid;
  }

  record(event: TrainingEvent): void {
    if (event.kind === 'artefact' && !existsSync(event.path)) {
      this.options.onWarning(`tracking: ${event.path}: expected a file for ${event.name}, found none`);
      return;
    }
    this.writer.write(() => (event.kind === 'artefact' ? this.keep(event) : event));
    if (event.kind === 'finished') this.openRuns.delete(event.run);
    else if (event.kind !== 'progress') this.openRuns.add(event.run);
  }

  /** Flushes the spool and lets go of the sender, which goes on for its time of grace. */
  close(): void {
    this.writer.close();
    void this.sender?.close('finished');
  }

  /**
   * Ends all runs that are open, and waits for the sender, but no longer than its time of grace.
   * @param options.values the summary of the run
   */
  async finish(options: {
    readonly status: RunStatus;
    readonly values: Readonly<Record<string, number>>;
  }): Promise<TrackingEnd> {
    const { status, values } = options;
    const { run, targets } = this.options;
    const others = [...this.openRuns].filter((name) => name !== run).reverse();
    for (const name of others) this.record({ kind: 'finished', run: name, status, values: {} });
    this.record({ kind: 'finished', run, status, values });
    this.writer.close();
    await this.sender?.close(status);
    return { folder: this.folder, targets: targets.map(({ kind }) => this.endOf(kind)) };
  }

  private endOf(target: string): TrackingEnd['targets'][number] {
    try {
      return { target, ...waitingFor(this.folder, target) };
    } catch (error) {
      const position = { place: { segment: 1, offset: 0 }, sent: 0, refused: 0, state: {} };
      return { target, waiting: 0, position: { ...position, error: reasonOf(error) } };
    }
  }

  private startSender(): void {
    const { targets, graceMs, onWarning, senderPath } = this.options;
    const task = { folder: resolve(this.folder), targets, graceMs };
    try {
      this.sender = new SenderChild({ task, path: senderPath ?? null, onWarning });
    } catch (error) {
      this.warn(error);
    }
  }

  /**
   * The file as it is now: a link where the disk allows one, as every file of ours is replaced and never changed. Its
   * path counts from the spool's folder, which may move.
   */
  private keep(event: TrainingEvent & { kind: 'artefact' }): TrainingEvent {
    mkdirSync(join(this.folder, keptFolder), { recursive: true });
    const name = `${++this.kept}-${basename(event.path)}`;
    const place = join(this.folder, keptFolder, name);
    try {
      linkSync(event.path, place);
    } catch {
      copyFileSync(event.path, place);
    }
    return { ...event, path: `${keptFolder}/${name}` };
  }

  private warn(error: unknown): void {
    this.options.onWarning(`tracking stops, the run goes on: ${this.folder}: ${reasonOf(error)}`);
  }
}
