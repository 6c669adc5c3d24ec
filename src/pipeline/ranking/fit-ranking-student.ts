import {
  type DistillRankingOptions,
  distillRanking,
  type RankingExamples,
} from '../../distill/ranking/distill-ranking';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { scorerOf } from '../../models/ranking/score-model';
import { Random } from '../../random';
import type { FitResult } from '../../train/fit';
import { ndcg10, type RankingQueries } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import { sequencesAStep } from './training-examples';

export interface FitRankingStudentOptions
  extends Pick<
    DistillRankingOptions,
    | ('student' | 'examples' | 'teachers' | 'method' | 'alpha' | 'hardWeight')
    | ('learningRate' | 'weightDecay' | 'onEpoch' | 'signal')
  > {
  readonly settings: RankingSettings;
  /** The training queries, without the teacher's: of how many sequences a step consists. */
  readonly observed: RankingExamples;
  readonly validation: RankingQueries;
  readonly seenItems: SeenItems;
  /** Epochs and patience are so many times those of the settings. */
  readonly longer: number;
  /** Of the whole trial. */
  readonly seed: number;
}

/** How long, and in which steps, students of these settings are trained. */
export function studentBudgetOf(
  options: Pick<FitRankingStudentOptions, 'settings' | 'observed' | 'longer' | 'seed'>,
) {
  const { settings, observed, longer, seed } = options;
  const { epochs, patience, batchSize } = settings.student;
  return {
    epochs: Math.round(epochs * longer),
    patience: Math.round(patience * longer),
    batchSize: sequencesAStep(observed, batchSize),
    schedule: 'cosine' as const,
    warmup: 0.05,
    clipNorm: 1,
    seed: new Random(seed).fork('student training').seed,
  };
}

/** Trains a ranking student on the settings' budget, and keeps its best epoch by NDCG@10 on validation. */
export function fitRankingStudent(options: FitRankingStudentOptions): FitResult {
  const { settings, observed, validation, seenItems, longer, seed, ...rest } = options;
  const { history, bestEpoch, bestValidation } = distillRanking({
    ...rest,
    ...studentBudgetOf({ settings, observed, longer, seed }),
    validate: () => -ndcg10(scorerOf(rest.student), validation, seenItems),
  });
  return { history, bestEpoch, bestValidation };
}
