import { type DistillClicksOptions, distillClicks } from '../../distill/click/distill-clicks';
import type { ClickModel } from '../../models/click/click-model';
import type { FitResult } from '../../train/fit';
import type { EpochEvent } from '../../train/training-state';
import { trainOnce } from '../trained-cache';
import type { ClickMaterial } from './click-material';
import type { ClickMethodName, ClickStudentName } from './click-names';
import type { ClickSettings, ClickStudentSettings } from './click-settings';
import type { ClickSoft } from './click-soft';
import { clickTraining } from './click-training';
import { createClickStudent } from './create-click-student';

/** All that decides one training of one student. */
export interface ClickTrial {
  readonly student: ClickStudentName;
  /** `scratch` learns from the labels alone. */
  readonly method: 'scratch' | ClickMethodName;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1 where no logits are read. */
  readonly temperature: number;
  /** Weight of the method's terms beside the labels; 0 from scratch. */
  readonly alpha: number;
  readonly seed: number;
}

export interface TrainClickStudentOptions {
  readonly material: ClickMaterial;
  readonly soft: ClickSoft;
  readonly settings: ClickSettings;
  readonly trial: ClickTrial;
  /** Keeps the weights there. */
  readonly cacheFolder: string;
  readonly onEpoch?: (event: EpochEvent) => void;
  readonly signal?: AbortSignal;
}

/** What every training may spend, whichever way it goes. */
export function budgetOf(settings: ClickStudentSettings): Partial<ClickStudentSettings> {
  const { students: _, learningRates: __, weightDecays: ___, ...budget } = settings;
  return budget;
}

/** Trains one student as its trial says; the caller disposes the model. */
export function trainClickStudent(options: TrainClickStudentOptions): {
  model: ClickModel;
  result: FitResult;
} {
  const { material, soft, settings, trial, cacheFolder } = options;
  const { student, seed } = trial;
  const model = createClickStudent({ student, material, settings: settings.student, seed });
  const teacher = trial.method === 'scratch' ? null : soft.hash;
  const { relationRows } = settings.distillation;
  const { hash, shift } = material;
  const key = {
    ...{ what: 'click student', material: hash, shift, trial, teacher },
    budget: budgetOf(settings.student),
    relationRows: trial.method === 'rkd' ? relationRows : null,
  };
  try {
    const train = () => fitStudent(options, model);
    const { result } = trainOnce({ folder: cacheFolder, key, parameters: model.parameters, train });
    return { model, result };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The weights of the terms; of relations, angles weigh twice as much as distances (Park et al. 2019, section 4.1). */
function termsOf({ method, alpha }: ClickTrial, relationRows: number): Partial<DistillClicksOptions> {
  const terms: Record<ClickTrial['method'], Partial<DistillClicksOptions>> = {
    scratch: { alpha: 0 },
    kd: { alpha },
    hint: { alpha: 0, hintWeight: alpha },
    'kd+hint': { alpha, hintWeight: alpha },
    rkd: { alpha: 0, distanceWeight: alpha, angleWeight: 2 * alpha, relationRows },
  };
  return terms[method];
}

function fitStudent(options: TrainClickStudentOptions, model: ClickModel): FitResult {
  const { material, soft, settings, trial, onEpoch, signal } = options;
  const { temperature, alpha, seed } = trial;
  const { history, bestEpoch, bestValidation } = distillClicks({
    ...clickTraining({ model, material, settings: settings.student, rates: trial, seed, onEpoch, signal }),
    softTargets: trial.method === 'scratch' ? null : soft.targets,
    ...{ temperature, alpha },
    ...termsOf(trial, settings.distillation.relationRows),
  });
  return { history, bestEpoch, bestValidation };
}
