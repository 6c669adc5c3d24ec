import type { DistillClicksOptions } from '../../distill/click/distill-clicks';
import type { ClickModel } from '../../models/click/click-model';
import { clickScorerOf } from '../../models/click/click-scorer';
import { Random } from '../../random';
import type { StudentBudget } from '../student-budget';
import { type ClickMaterial, validationLogLoss } from './click-material';

/** What every training of a student has in common, whatever it learns from: `distillClicks` wants the lesson beside it. */
export function clickTraining(
  options: Pick<DistillClicksOptions, 'onEpoch' | 'signal' | 'seed'> & {
    readonly model: ClickModel;
    readonly material: ClickMaterial;
    readonly settings: Pick<StudentBudget, 'epochs' | 'patience' | 'batchSize'>;
    readonly rates: { readonly learningRate: number; readonly weightDecay: number };
  },
) {
  const { model, material, settings, rates, seed, onEpoch, signal } = options;
  const { epochs, patience, batchSize } = settings;
  const { learningRate, weightDecay } = rates;
  return {
    ...{ student: model, table: material.table, rows: material.rows },
    validate: () => validationLogLoss(clickScorerOf(model), material),
    ...{ epochs, patience, batchSize, learningRate, weightDecay },
    ...{ schedule: 'cosine' as const, warmup: 0.05, clipNorm: 1 },
    seed: new Random(seed).fork('student training').seed,
    ...{ onEpoch, signal },
  };
}
