import type { RankingExamples } from '../../../distill/ranking/distill-ranking';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import type { RankingMethod } from '../../../distill/ranking/ranking-method';
import type { StoredTeacher } from '../../../distill/ranking/stored-teacher';
import type { Scheduled } from '../../../distill/scheduled';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { Random } from '../../../random';
import { createRankingStudent, type OwnCatalogue } from '../../ranking/create-ranking-student';
import { fitRankingStudent } from '../../ranking/fit-ranking-student';
import type { RankingSettings } from '../../ranking/ranking-settings';
import type { RankingStudentName } from '../../ranking/ranking-student-names';
import type { TrainCase } from '../ablation-task';
import type { StrategyCase, TrainCaseOptions, TrainedCase } from '../strategy-case';
import type { RankingStrategyMaterial } from './ranking-strategy-material';

export type RankingCase = StrategyCase<RankingStrategyMaterial, RankingModel>;
export type TrainRankingCase = TrainCase<RankingStrategyMaterial, RankingModel>;
export type RankingCaseOptions = TrainCaseOptions<RankingStrategyMaterial>;
export type TrainedRanking = TrainedCase<RankingModel>;

/** What a training does otherwise than plain distillation. */
export interface OwnTraining {
  /** Disposed where the training fails. */
  readonly model?: RankingModel;
  readonly examples?: RankingExamples;
  readonly teachers?: readonly StoredTeacher[];
  /** Null learns from what was observed alone. It is disposed. */
  readonly method?: RankingMethod | null;
  readonly alpha?: Scheduled;
  readonly hardWeight?: number;
}

/** A fresh student of the case. */
export function freshStudent(
  { material, student, seed }: Pick<RankingCaseOptions, 'material' | 'student' | 'seed'>,
  own: {
    readonly settings?: RankingSettings;
    readonly catalogue?: OwnCatalogue;
    readonly sharesLayers?: boolean;
  } = {},
): RankingModel {
  const { split, settings } = material;
  const name = student as RankingStudentName;
  return createRankingStudent({ student: name, data: split.data, settings, seed, ...own });
}

/** Random numbers for what a case makes beside its student. */
export function ownRandom({ seed }: Pick<RankingCaseOptions, 'seed'>, name: string): Random {
  return new Random(seed).fork('strategy').fork(name);
}

/** Epochs for one of the settings', so that whoever has more, or fewer, lessons takes as many steps. */
function longerBy({ observed }: RankingStrategyMaterial, { contexts }: RankingExamples): number {
  return observed.contexts.users.length / contexts.users.length;
}

/** Plain distillation, but for what a case has of its own; all take as many steps. */
export function trainRankingCase(options: RankingCaseOptions, own: OwnTraining): TrainedRanking {
  const { material, plain, seed, onEpoch, signal } = options;
  const { settings, observed, validation, seenItems, soft } = material;
  const { learningRate, weightDecay, temperature } = plain;
  const method = own.method === undefined ? catalogueKl({ temperature }) : own.method;
  const model = own.model ?? freshStudent(options);
  const examples = own.examples ?? soft.examples;
  try {
    fitRankingStudent({
      ...{
        student: model,
        settings,
        observed,
        validation,
        seenItems,
        examples,
        method,
        seed,
        onEpoch,
        signal,
      },
      ...{ learningRate, weightDecay, longer: longerBy(material, examples) },
      teachers: method === null ? [] : (own.teachers ?? [soft.teacher]),
      alpha: own.alpha ?? plain.alpha,
      hardWeight: own.hardWeight ?? 1,
    });
    return { model };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    method?.dispose();
  }
}

/** Epochs that a training of the case takes at most. */
export function epochsOf({ material }: Pick<RankingCaseOptions, 'material'>): number {
  return material.settings.student.epochs;
}
