/** One event of the one stream that progress bars, notebooks, files and TensorBoard all listen to. */
export type TrainingEvent =
  | {
      readonly kind: 'started';
      readonly run: string;
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
      readonly kind: 'progress';
      readonly run: string;
      readonly label: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'finished'; readonly run: string; readonly values: Readonly<Record<string, number>> };

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
