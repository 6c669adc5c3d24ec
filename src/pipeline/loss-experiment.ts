import type { DistillOptions } from '../distill/distill';
import type { EpochEvent } from '../train/training-state';
import { type TrainStudentOptions, trainStudent } from './student-trial';

export interface LossExperimentOptions
  extends Pick<TrainStudentOptions, 'split' | 'trial' | 'settings' | 'soft' | 'signal'> {
  /** The loss under trial; the trial's temperature and alpha are handed to it. */
  readonly lossOf: NonNullable<DistillOptions['lossOf']>;
}

/** One student trained with a loss of one's own. */
export interface LossExperiment {
  readonly history: readonly EpochEvent[];
  /** Lowest validation RMSE of all epochs. */
  readonly best: number;
  /** Validation RMSE of the last epoch. */
  readonly last: number;
}

/**
 * Trains a student with another loss than the built-in one and keeps only how it went. With the same trial and seed,
 * every loss starts from the same weights and sees the same batches, so that curves differ by the loss alone.
 */
export function lossExperiment(options: LossExperimentOptions): LossExperiment {
  const { model, result } = trainStudent({ ...options, cacheFolder: null });
  model.dispose();
  const { history } = result;
  const best = Math.min(...history.map(({ validation }) => validation));
  return { history, best, last: history[history.length - 1].validation };
}
