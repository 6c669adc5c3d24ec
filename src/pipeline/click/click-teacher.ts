import { distillClicks } from '../../distill/click/distill-clicks';
import { grid } from '../../distill/sweep/grid';
import { sha256 } from '../../files/hash';
import { ClickEnsemble } from '../../models/click/click-ensemble';
import type { ClickModel } from '../../models/click/click-model';
import { type ClickScorer, clickScorerOf } from '../../models/click/click-scorer';
import { Random } from '../../random';
import { countWeights, hashWeights } from '../../tensor/parameter';
import type { FitResult } from '../../train/fit';
import type { PipelineListener } from '../events';
import { trainOnce } from '../trained-cache';
import { type ClickMaterial, validationLogLoss } from './click-material';
import type { ClickTeacherKind } from './click-names';
import type { ClickTeacherSettings } from './click-settings';
import { createClickMember } from './click-teacher-member';

/** A trained member of the ensemble. */
export interface ClickMember {
  readonly kind: ClickTeacherKind;
  readonly seed: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly model: ClickModel;
  /** Log-loss on validation at the best epoch. */
  readonly validation: number;
}

/** The ensemble. Dispose it when done. */
export interface ClickTeacher {
  readonly scorer: ClickScorer;
  readonly members: readonly ClickMember[];
  readonly weights: number;
  /** Log-loss of the whole on validation. */
  readonly validation: number;
  /** sha256 over all members' weights as they are now. */
  hash(): string;
  dispose(): void;
}

export interface TrainClickTeacherOptions {
  readonly material: ClickMaterial;
  readonly settings: ClickTeacherSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

type Plan = Pick<ClickMember, 'kind' | 'seed' | 'learningRate' | 'weightDecay'>;

/** How many members are trained, those of the search included. */
export function trainingsOfTeacher({ kinds, members, learningRates, weightDecays }: ClickTeacherSettings) {
  return kinds.length * (learningRates.length * weightDecays.length + members - 1);
}

/**
 * Trains the ensemble on the labels of the training rows, each member stopped by validation and kept on disk. Learning
 * rate and weight decay are chosen on validation for each kind, with its first seed.
 */
export function trainClickTeacher(options: TrainClickTeacherOptions): ClickTeacher {
  const { material, settings, seed, onEvent } = options;
  const { learningRates, weightDecays } = settings;
  const members: ClickMember[] = [];
  const total = trainingsOfTeacher(settings);
  let done = 0;
  const train = (plan: Plan): ClickMember => {
    const member = trainMember(options, plan);
    onEvent?.({ kind: 'progress', split: material.split.name, stage: 'teacher', done: ++done, total });
    return member;
  };
  try {
    for (const kind of settings.kinds) {
      const rates = grid({ learningRate: learningRates, weightDecay: weightDecays });
      const best = rates
        .map((rate) => train({ kind, seed, ...rate }))
        .reduce((one, other) => {
          const [kept, left] = other.validation < one.validation ? [other, one] : [one, other];
          left.model.dispose();
          return kept;
        });
      members.push(best);
      const { learningRate, weightDecay } = best;
      for (let m = 1; m < settings.members; m++)
        members.push(train({ kind, seed: seed + m, learningRate, weightDecay }));
    }
    return ensembleOf(members, options);
  } catch (error) {
    for (const { model } of members) model.dispose();
    throw error;
  }
}

function ensembleOf(members: readonly ClickMember[], options: TrainClickTeacherOptions): ClickTeacher {
  const { material, settings } = options;
  const scorer = new ClickEnsemble({
    members: members.map(({ model }) => clickScorerOf(model)),
    mean: settings.mean,
  });
  return {
    ...{ scorer, members },
    weights: members.reduce(
      (sum, { model }) => sum + countWeights(model.parameters),
      languageWeights(options),
    ),
    validation: validationLogLoss(scorer, material),
    hash: () => sha256(settings.mean, ...members.map(({ model }) => hashWeights(model.parameters))),
    dispose: () => {
      for (const { model } of members) model.dispose();
    },
  };
}

/** Of the language model, which all members of its kind read by. */
function languageWeights({ material }: TrainClickTeacherOptions): number {
  return material.texts?.weights ?? 0;
}

function trainMember(options: TrainClickTeacherOptions, plan: Plan): ClickMember {
  const { material, settings, cacheFolder } = options;
  const { kind, seed } = plan;
  const model = createClickMember({ kind, material, settings, seed });
  try {
    const {
      kinds: _,
      members: __,
      mean: ___,
      learningRates: ____,
      weightDecays: _____,
      text,
      ...budget
    } = settings;
    const shared = { what: 'click teacher', material: material.hash, shift: material.shift, plan, budget };
    const key = kind === 'language-model' ? { ...shared, text, vectors: vectorsHash(material) } : shared;
    const { result } = trainOnce({
      ...{ folder: cacheFolder, key, parameters: model.parameters },
      train: () => fitMember(options, plan, model),
    });
    return { ...plan, model, validation: result.bestValidation };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function vectorsHash({ texts }: ClickMaterial): string {
  return texts === null ? '' : sha256(texts.vectors.values);
}

function fitMember(options: TrainClickTeacherOptions, plan: Plan, model: ClickModel): FitResult {
  const { material, settings, onEvent, signal } = options;
  const { kind, seed, learningRate, weightDecay } = plan;
  const { epochs, patience, batchSize } = settings;
  const stage = `teacher ${kind}, seed ${seed}`;
  const { history, bestEpoch, bestValidation } = distillClicks({
    ...{ student: model, table: material.table, rows: material.rows },
    ...{ softTargets: null, temperature: 1, alpha: 0 },
    validate: () => validationLogLoss(clickScorerOf(model), material),
    ...{ epochs, patience, batchSize, learningRate, weightDecay },
    ...{ schedule: 'cosine', warmup: 0.05, clipNorm: 1 },
    seed: new Random(seed).fork('teacher training').seed,
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: material.split.name, stage, event }),
    signal,
  });
  return { history, bestEpoch, bestValidation };
}
