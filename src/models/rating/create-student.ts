import { labelsOf } from '../../data/labels';
import type { RecommendationData } from '../../data/recommendation-data';
import { checkOptions, InputError, nearestName } from '../../errors';
import { Random } from '../../random';
import { FeedForwardModel } from './feed-forward-model';
import { LinearModel } from './linear-model';
import { MatrixFactorization } from './matrix-factorization';
import type { RatingModel } from './rating-model';

/** `linear` reads side features alone, `linear-ids` also the ids. */
export type StudentName = 'linear' | 'linear-ids' | 'mf' | 'mlp';

export const studentNames: readonly StudentName[] = ['linear', 'linear-ids', 'mf', 'mlp'];

/** Options of {@link createStudent}. */
export interface CreateStudentOptions {
  student: StudentName;
  data: RecommendationData;
  /** The training rows, whose labels set the starting offsets. */
  train: Int32Array;
  /** Width of the id vectors of `mf` and `mlp`; the hidden layer of `mlp` is four times as wide. */
  dimensions: number;
  seed: number;
}

/** How often each level stands in the given rows: [levels] */
export function labelFrequencies(data: RecommendationData, rows: Int32Array): Int32Array {
  const frequencies = new Int32Array(data.levels.length);
  for (const label of labelsOf(data, rows)) frequencies[label]++;
  return frequencies;
}

/**
 * A light model, fresh and untrained, that fits the data set: its users, items, side features and levels.
 * @throws InputError if the name is unknown, or `linear` finds no side features
 */
export function createStudent(options: CreateStudentOptions): RatingModel {
  checkOptions('createStudent', options, ['student', 'data', 'train', 'dimensions', 'seed']);
  const { student, data, train, dimensions } = options;
  const random = new Random(options.seed).fork('student');
  const sizes = { users: data.users.ids.length, items: data.items.ids.length };
  const features = { userFeatures: data.users.features, itemFeatures: data.items.features };
  const frequencies = labelFrequencies(data, train);
  const build: Readonly<Record<StudentName, () => RatingModel>> = {
    linear: () => new LinearModel({ ...sizes, ...features, withIds: false, frequencies }),
    'linear-ids': () => new LinearModel({ ...sizes, ...features, withIds: true, frequencies }),
    mf: () => new MatrixFactorization({ ...sizes, dimensions, frequencies, random }),
    mlp: () =>
      new FeedForwardModel({
        ...sizes,
        ...features,
        dimensions,
        layers: [4 * dimensions],
        dropout: 0,
        frequencies,
        random,
      }),
  };
  if (!Object.hasOwn(build, student)) {
    throw new InputError(
      `createStudent: unknown student "${student}"; did you mean "${nearestName(student, studentNames)}"? Known: ${studentNames.join(', ')}`,
    );
  }
  return build[student]();
}
