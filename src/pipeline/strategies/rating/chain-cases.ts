import type { SoftPairs } from '../../../distill/soft-pairs';
import { bornAgain } from '../../../distill/strategies/born-again';
import { teacherAssistants } from '../../../distill/strategies/teacher-assistants';
import { predictLogits } from '../../../models/rating/predict-logits';
import type { RatingModel } from '../../../models/rating/rating-model';
import { Random } from '../../../random';
import { lastOf, sizeOf } from '../chain-ends';
import type { RatingCase } from './rating-case';
import { newRatingStudent, type RatingCaseOptions, teachModel } from './teach-rating-student';

const WIDEST = 4;

const wordOf =
  ({ material: { said } }: RatingCaseOptions) =>
  (model: RatingModel): SoftPairs => ({ ...said, logits: predictLogits({ model, pairs: said }) });

/** @param times how much wider than the student each assistant is, the widest first */
const throughAssistants = (times: readonly number[]) => (options: RatingCaseOptions) => {
  const { material } = options;
  const makers = [...times, 1].map((by) => () => newRatingStudent(options, { times: by }));
  const sizes = makers.map((make) => sizeOf(make()));
  const links = teacherAssistants<RatingModel, SoftPairs>({
    said: material.said,
    weights: [material.teacher.weights, ...sizes],
    train: ({ link, teacher }) => teachModel(options, makers[link](), { said: teacher }),
    score: wordOf(options),
  });
  return { model: lastOf(links), findings: { 'weights of the first assistant': sizes[0] } };
};

const generations = (count: number) => (options: RatingCaseOptions) => {
  const links = bornAgain<RatingModel, SoftPairs>({
    ...{ said: options.material.said, generations: count },
    train: ({ link, teacher }) => {
      const seed = new Random(options.seed).fork(`generation ${link}`).seed;
      const own = link === 0 ? options : { ...options, seed };
      return teachModel(own, newRatingStudent(own), { said: teacher });
    },
    score: wordOf(options),
  });
  return { model: lastOf(links) };
};

/** The teacher's word through other hands. */
export const chainRatingCases: readonly RatingCase[] = [
  {
    strategy: 'teacher-assistants',
    family: 'chains',
    about: 'Students of sizes between teacher and student pass its word on.',
    equation: String.raw`\text{teacher} \to \text{assistant} \to \text{student}`,
    paper: 'Mirzadeh et al. 2020, arXiv:1902.03393',
    variants: {
      'one, twice as wide': throughAssistants([2]),
      'two, 4 and 2 times': throughAssistants([WIDEST, 2]),
    },
    excuse: (material, student) => {
      if (student.startsWith('linear')) return 'a linear student has no width to lie between';
      const widest = sizeOf(newRatingStudent({ material, student, seed: 0 }, { times: WIDEST }));
      return widest < material.teacher.weights ? null : 'the teacher is too small for an assistant between';
    },
  },
  {
    strategy: 'born-again',
    family: 'chains',
    about: 'Fresh students of the same size learn from the one before them, the first from the teacher.',
    equation: String.raw`\text{teacher} \to s_1 \to s_2 \to \dots`,
    paper: 'Furlanello et al. 2018, arXiv:1805.04770',
    variants: { '2 generations': generations(2), '3 generations': generations(3) },
  },
];
