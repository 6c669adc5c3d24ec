/** What one epoch of training came to. */
export interface EpochEvent {
  epoch: number;
  epochs: number;
  /** Mean loss over the epoch's rows. */
  trainLoss: number;
  /** What `validate` gave; smaller is better. */
  validation: number;
  isBest: boolean;
  seconds: number;
}

/** One step of training. */
export interface BatchEvent {
  epoch: number;
  batch: number;
  batches: number;
  loss: number;
}

/** Where a run stands; with weights and moments it is all that the run needs to go on exactly. Plain JSON. */
export interface TrainingState {
  epoch: number;
  /** The next batch of this epoch. */
  batch: number;
  /** Over the batches of this epoch so far: Σ loss · rows, and Σ rows. */
  lossSum: number;
  rowsSeen: number;
  /** The random stream where this epoch's batches were drawn, and now. */
  randomAtEpoch: number[];
  randomNow: number[];
  history: EpochEvent[];
  /** The best epoch so far; -1 and null before the first. */
  bestEpoch: number;
  bestValidation: number | null;
  /** Steps of each group's optimizer. */
  optimizerSteps: number[];
}
