import type { ClickSoftTargets } from '../../../distill/click/click-soft-targets';
import { type DistillClicksOptions, distillClicks } from '../../../distill/click/distill-clicks';
import type { DistillTerm } from '../../../distill/distill-term';
import type { ClickModel } from '../../../models/click/click-model';
import type { TableSharing } from '../../../models/click/field-embeddings';
import { countWeights } from '../../../tensor/parameter';
import type { ClickStudentName } from '../../click/click-names';
import { clickTraining } from '../../click/click-training';
import { createClickStudent } from '../../click/create-click-student';
import type { TrainCaseOptions, TrainedCase } from '../strategy-case';
import type { ClickStrategyMaterial } from './click-strategy-material';

export type ClickCaseOptions = TrainCaseOptions<ClickStrategyMaterial>;

/** What a case does otherwise than plain distillation; what is not named stays as it is there. */
export interface ClickLesson
  extends Partial<
    Pick<
      DistillClicksOptions,
      | 'temperature'
      | 'alpha'
      | 'labelWeights'
      | 'rows'
      | 'distanceWeight'
      | 'angleWeight'
      | 'relationRows'
      | 'epochs'
      | 'patience'
    >
  > {
  /** The teacher's word on the rows; null is from scratch. */
  readonly said?: ClickSoftTargets | null;
  /** Disposed with the training. */
  readonly term?: DistillTerm;
  /** In the place of the settings'. */
  readonly sharing?: TableSharing;
  /** Rows without and with a click, where fewer are known. */
  readonly frequencies?: readonly [number, number];
}

/** The options of one training, by what it has in common with all others. */
export function lessonOf(
  options: ClickCaseOptions,
  model: ClickModel,
): Omit<DistillClicksOptions, 'softTargets'> {
  const { material, plain, seed, onEpoch, signal } = options;
  return {
    ...clickTraining({
      ...{ model, material: material.data, settings: material.settings.student },
      ...{ rates: plain, seed, onEpoch, signal },
    }),
    temperature: plain.temperature,
    alpha: plain.alpha,
  };
}

/** The student of a case before its training. */
export function newClickStudent(
  { material, student, seed }: Pick<ClickCaseOptions, 'material' | 'student' | 'seed'>,
  { sharing, frequencies }: Pick<ClickLesson, 'sharing' | 'frequencies'> = {},
): ClickModel {
  const { data, settings } = material;
  return createClickStudent({
    student: student as ClickStudentName,
    material: { table: data.table, frequencies: frequencies ?? data.frequencies },
    settings: { ...settings.student, sharing: sharing ?? settings.student.sharing },
    seed,
  });
}

/** Trains a model on a lesson; where it fails the model is disposed. */
export function teachModel<Model extends ClickModel>(
  options: ClickCaseOptions,
  model: Model,
  lesson: Omit<ClickLesson, 'sharing' | 'frequencies'>,
): Model {
  const { said = options.material.said, term, ...changes } = lesson;
  try {
    distillClicks({
      ...lessonOf(options, model),
      ...{ ...changes, softTargets: said },
      ...(term === undefined ? {} : { term }),
    });
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    term?.dispose();
  }
}

/** Trains a case's student as plain distillation does but for what the lesson names. */
export function teachClickStudent(
  options: ClickCaseOptions,
  lesson: ClickLesson = {},
): TrainedCase<ClickModel> {
  const { sharing, frequencies, ...rest } = lesson;
  const model = newClickStudent(options, { sharing, frequencies });
  return { model: teachModel(options, model, rest) };
}

/** As {@link teachClickStudent}, with the student's weights as a finding. */
export function teachSmallerStudent(options: ClickCaseOptions, lesson: ClickLesson): TrainedCase<ClickModel> {
  const { model } = teachClickStudent(options, lesson);
  return { model, findings: { weights: countWeights(model.parameters) } };
}
