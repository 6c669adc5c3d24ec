import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors';
import { sha256 } from '../files/hash';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import type { TrainingState } from './training-state';

export interface CheckpointOptions {
  /** A folder for this run alone; made where missing. */
  folder: string;
  /** Names data and loss, which the library cannot see: a hash of the data, say. A checkpoint of another key is refused. */
  key: string;
  /** Write after every so many epochs; 1 where neither this nor `everySteps` is given. */
  everyEpochs?: number;
  /** Write also within an epoch, after every so many steps. */
  everySteps?: number;
  onEvent?: (event: CheckpointEvent) => void;
}

/** `refused` says why a file could not be used: the run goes on from the one before it, or starts again. */
export type CheckpointEvent =
  | { kind: 'written'; path: string; epoch: number; batch: number }
  | { kind: 'resumed'; path: string; epoch: number; batch: number }
  | { kind: 'refused'; path: string; reason: string };

/** A run at one moment: its state and its arrays by name (weights, best weights, moments). */
export interface Checkpoint {
  state: TrainingState;
  arrays: ReadonlyMap<string, Float32Array>;
}

const filePattern = /^step-\d{10}\.safetensors$/;
const kept = 2;

function checksum(state: string, arrays: ReadonlyMap<string, Float32Array>): string {
  return sha256(state, ...[...arrays].flat());
}

/**
 * The checkpoints of one run: files step-<number>.safetensors with their checksum, written whole or not at all. The
 * last two are kept, so that one that was damaged later has a predecessor.
 */
export class CheckpointFolder {
  private readonly folder: string;

  /** @param key of the whole run: settings, starting weights, data */
  constructor(
    private readonly options: CheckpointOptions,
    private readonly key: string,
  ) {
    this.folder = options.folder;
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * The newest checkpoint that is whole; null where there is none.
   * @throws InputError if it belongs to another run
   */
  read(): Checkpoint | null {
    for (const name of this.files().reverse()) {
      const path = join(this.folder, name);
      try {
        const checkpoint = this.readFile(path);
        const { epoch, batch } = checkpoint.state;
        this.options.onEvent?.({ kind: 'resumed', path, epoch, batch });
        return checkpoint;
      } catch (error) {
        if (error instanceof ForeignCheckpoint) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        this.options.onEvent?.({ kind: 'refused', path, reason });
      }
    }
    return null;
  }

  write(step: number, { state, arrays }: Checkpoint): void {
    const path = join(this.folder, `step-${String(step).padStart(10, '0')}.safetensors`);
    const stateText = JSON.stringify(state);
    const metadata = { key: this.key, state: stateText, sha256: checksum(stateText, arrays) };
    const tensors = [...arrays].map(([name, values]) => [name, { shape: [values.length], values }] as const);
    writeSafetensors(path, new Map(tensors), metadata);
    this.clear(path);
    this.options.onEvent?.({ kind: 'written', path, epoch: state.epoch, batch: state.batch });
  }

  private files(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => filePattern.test(name))
      .sort();
  }

  private readFile(path: string): Checkpoint {
    const { tensors, metadata } = readSafetensors(path);
    const arrays = new Map([...tensors].map(([name, { values }]) => [name, values]));
    if (metadata.sha256 !== checksum(metadata.state ?? '', arrays)) {
      throw new Error(`${path}: its content does not have its checksum`);
    }
    if (metadata.key !== this.key) {
      throw new ForeignCheckpoint(
        `${path}: expected a checkpoint of this run, found one of other settings, data or starting weights; name another folder, or delete this one`,
      );
    }
    return { state: JSON.parse(metadata.state) as TrainingState, arrays };
  }

  /** Deletes all but the last two, and what a killed write left behind. */
  private clear(written: string): void {
    const older = this.files().filter((name) => join(this.folder, name) <= written);
    const partial = readdirSync(this.folder).filter((name) => /^step-.*\.partial$/.test(name));
    for (const name of [...older.slice(0, -kept), ...partial]) {
      rmSync(join(this.folder, name), { force: true });
    }
  }
}

class ForeignCheckpoint extends InputError {}
