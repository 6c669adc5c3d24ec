import { type DistillOptions, distill } from '../../../distill/distill';
import type { DistillTerm } from '../../../distill/distill-term';
import type { SoftPairs } from '../../../distill/soft-pairs';
import { createStudent, type StudentName } from '../../../models/rating/create-student';
import { predictLogits } from '../../../models/rating/predict-logits';
import type { RatingModel } from '../../../models/rating/rating-model';
import { Random } from '../../../random';
import { rmseOfLogits } from '../../teacher';
import type { TrainCaseOptions, TrainedCase } from '../strategy-case';
import type { RatingStrategyMaterial } from './rating-strategy-material';

export type RatingCaseOptions = TrainCaseOptions<RatingStrategyMaterial>;

/** What a case does otherwise than plain distillation; what is not named stays as it is there. */
export interface RatingLesson extends Partial<Pick<DistillOptions, 'temperature' | 'alpha' | 'train'>> {
  /** The teacher's word; null is from scratch. */
  readonly said?: SoftPairs | null;
  /** Disposed with the training. */
  readonly term?: DistillTerm;
}

/** On the validation rows. */
export function validationRmse(
  model: RatingModel,
  { validation, split }: Pick<RatingStrategyMaterial, 'validation' | 'split'>,
): number {
  const logits = predictLogits({ model, pairs: validation });
  return rmseOfLogits({ logits, labels: validation.labels, levels: split.data.levels });
}

/** The student of a case before its training. */
export function newRatingStudent(
  { material, student, seed }: Pick<RatingCaseOptions, 'material' | 'student' | 'seed'>,
  {
    times = 1,
    rows = material.split.train,
  }: {
    /** So often the settings' width. */
    readonly times?: number;
    /** Whose labels are known before; the training rows where not given. */
    readonly rows?: Int32Array;
  } = {},
): RatingModel {
  const { split, settings } = material;
  const dimensions = times * settings.student.dimensions;
  return createStudent({ student: student as StudentName, data: split.data, train: rows, dimensions, seed });
}

/** The options of one training, by what it has in common with all others. */
export function lessonOf(options: RatingCaseOptions, model: RatingModel): DistillOptions {
  const { material, plain, seed, onEpoch, signal } = options;
  const { student, distillation } = material.settings;
  const { epochs, patience, batchSize } = student;
  return {
    ...{ epochs, patience, batchSize, ...plain, onEpoch, signal },
    student: model,
    train: material.train,
    softTargets: material.said,
    softPairsPerRow: distillation.softPairsPerRow,
    validate: () => validationRmse(model, material),
    schedule: 'cosine',
    seed: new Random(seed).fork('student training').seed,
  };
}

/** Trains a model on a lesson; where it fails the model is disposed. */
export function teachModel<Model extends RatingModel>(
  options: RatingCaseOptions,
  model: Model,
  lesson: RatingLesson,
): Model {
  const { said = options.material.said, term, ...changes } = lesson;
  try {
    distill({
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
export function teachRatingStudent(
  options: RatingCaseOptions,
  lesson: RatingLesson = {},
): TrainedCase<RatingModel> {
  return { model: teachModel(options, newRatingStudent(options), lesson) };
}

/** Of the `mlp`'s hidden layer, as `createStudent` builds it. */
export function hiddenWidthOf({ settings }: Pick<RatingStrategyMaterial, 'settings'>): number {
  return 4 * settings.student.dimensions;
}
