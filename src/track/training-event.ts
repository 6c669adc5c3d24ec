import type { Figure } from '../plot/figure';
import type { Histogram } from './histogram';

/** How a run ended; `killed` is one whose process went away without a word. */
export type RunStatus = 'finished' | 'failed' | 'killed';

/** One event of the one stream that progress bars, notebooks, files, TensorBoard, MLflow and W&B all listen to. */
export type TrainingEvent =
  | {
      readonly kind: 'started';
      readonly run: string;
      /** The run that this one is a part of; the session's own where not given. */
      readonly parent?: string;
      /** What was asked for: learning rate, temperature, seed ... */
      readonly settings: Readonly<Record<string, string | number | boolean>>;
    }
  | {
      readonly kind: 'scalars';
      readonly run: string;
      /** Epoch, batch or trial number. */
      readonly step: number;
      /** By name; a slash groups them in TensorBoard, e.g. `validation/rmse`. */
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'histogram';
      readonly run: string;
      readonly step: number;
      readonly name: string;
      readonly histogram: Histogram;
    }
  | {
      readonly kind: 'artefact';
      readonly run: string;
      /** Where it shall lie among the run's files, with forward slashes, e.g. `models/u1.json`. */
      readonly name: string;
      /** The file as it is now; a session keeps it, so that it may change or go afterwards. */
      readonly path: string;
    }
  | { readonly kind: 'figure'; readonly run: string; readonly name: string; readonly figure: Figure }
  | {
      readonly kind: 'progress';
      readonly run: string;
      readonly label: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'finished';
      readonly run: string;
      /** `finished` where not given. */
      readonly status?: RunStatus;
      /** The run's summary. */
      readonly values: Readonly<Record<string, number>>;
    };

/** An event as it lies on disk: with its time (ISO 8601, UTC); numbers that are not finite are null there. */
export type StoredEvent = TrainingEvent & { readonly time: string };

/** Something that listens to the stream. */
export interface Tracker {
  readonly record: (event: TrainingEvent) => void;
  /** Writes what is still held back; nothing may be recorded afterwards. */
  readonly close: () => void;
}

/** One tracker that passes each event to several, in their order. */
export function combineTrackers(trackers: readonly Tracker[]): Tracker {
  return {
    record: (event) => {
      for (const tracker of trackers) tracker.record(event);
    },
    close: () => {
      for (const tracker of trackers) tracker.close();
    },
  };
}
