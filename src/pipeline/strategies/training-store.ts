import { sha256 } from '../../files/hash';
import { appendJsonLine, readJsonLines } from '../../files/json-lines';
import { libraryVersion } from '../../version';
import type { Measured, ModelFacts } from './ablation-task';

/** A change in the code that moves numbers must change it. */
const RECIPE = 'strategies-1';

/** One finished training, found again by a hash of all that made it. */
interface StoredTraining {
  readonly key: string;
  /** For people who read the file. */
  readonly about: string;
  readonly seconds: number;
  readonly findings?: Readonly<Record<string, number>>;
}

/** What validation said of one training. */
export interface ValidatedTraining extends StoredTraining {
  /** Smaller is better; null where it was no finite number. */
  readonly validation: number | null;
}

interface MeasuredLine extends StoredTraining {
  readonly value: number;
  /** Bytes of 64-bit floats, in base64. */
  readonly perUnit: string;
  readonly extra?: Readonly<Record<string, number>>;
  readonly facts: ModelFacts | null;
}

/** What the test part said of one training. */
export interface MeasuredTraining extends StoredTraining, Measured {
  /** Null where it was not asked for. */
  readonly facts: ModelFacts | null;
}

function packed(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function unpacked(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

/**
 * The trainings of an ablation on disk, a line each: a run that is killed loses the one that it was at, and the same
 * call goes on with the next.
 */
export class TrainingStore {
  private readonly lines: Map<string, ValidatedTraining | MeasuredLine>;

  /** @throws InputError with file and line where a line does not read */
  constructor(private readonly path: string) {
    const found = readJsonLines<ValidatedTraining | MeasuredLine>({
      path,
      isLine: ({ key, about }) => typeof key === 'string' && typeof about === 'string',
      what: 'a finished training',
      loss: 'it runs again',
    });
    this.lines = new Map(found.map((line) => [line.key, line]));
  }

  /** The key of what these parts decide. */
  static keyOf(...parts: readonly string[]): string {
    return sha256(RECIPE, libraryVersion, ...parts);
  }

  validated(key: string): ValidatedTraining | null {
    return (this.lines.get(key) as ValidatedTraining | undefined) ?? null;
  }

  measured(key: string): MeasuredTraining | null {
    const line = this.lines.get(key) as MeasuredLine | undefined;
    return line === undefined ? null : { ...line, perUnit: unpacked(line.perUnit) };
  }

  keepValidated(training: ValidatedTraining): void {
    this.keep(training);
  }

  keepMeasured(training: MeasuredTraining): void {
    this.keep({ ...training, perUnit: packed(training.perUnit) });
  }

  private keep(line: ValidatedTraining | MeasuredLine): void {
    appendJsonLine(this.path, line);
    this.lines.set(line.key, line);
  }
}
