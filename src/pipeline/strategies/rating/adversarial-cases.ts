import { adversarialHidden, adversarialLogits } from '../../../distill/strategies/adversarial';
import { distillOnHardPairs } from '../../../distill/strategies/hardest-pairs';
import { Random } from '../../../random';
import { softPairsAt } from '../../soft-pairs';
import { beside, excuseOfLayers } from './feature-cases';
import type { RatingCase } from './rating-case';
import { hiddenWidthOf, lessonOf, newRatingStudent, type RatingCaseOptions } from './teach-rating-student';

const ROUNDS = 3;

const discriminator = ({ seed, plain }: RatingCaseOptions) => ({
  ...{ layers: [16], learningRate: plain.learningRate },
  random: new Random(seed).fork('discriminator'),
});

const onLogits = (options: RatingCaseOptions) =>
  adversarialLogits({ ...discriminator(options), classes: options.material.teacher.classes });

const onHidden = (options: RatingCaseOptions) =>
  adversarialHidden({
    ...discriminator(options),
    pair: { student: 0, teacher: 0 },
    studentWidth: hiddenWidthOf(options.material),
    teacherWidth: options.material.hidden().width,
  });

/** In rounds, each from the pairs that nobody rated and on which student and teacher disagree most. */
const onHardPairs = (hardShare: number) => (options: RatingCaseOptions) => {
  const { said, observed, teacher } = options.material;
  const unrated = said.users.length - observed;
  const at = Int32Array.from({ length: unrated }, (_, k) => observed + k);
  const model = newRatingStudent(options);
  const { softTargets: _, ...lesson } = lessonOf(options, model);
  try {
    distillOnHardPairs({
      ...{ ...lesson, ...options.plain, epochs: Math.ceil(lesson.epochs / ROUNDS) },
      candidates: softPairsAt({ ...said, classes: teacher.classes }, at),
      ...{ rounds: ROUNDS, count: Math.ceil(unrated / 4), hardShare },
    });
    return { model };
  } catch (error) {
    model.dispose();
    throw error;
  }
};

/** Students that learn to be taken for the teacher, or where they are not. */
export const adversarialRatingCases: readonly RatingCase[] = [
  {
    strategy: 'adversarial-logits',
    family: 'adversarial',
    about:
      "A discriminator tells the teacher's logits from the student's, who learns to be taken for the teacher.",
    equation: String.raw`L + \alpha w\,(L_D(z_t, z_s) + L_S(z_s))`,
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661; Xu, Hsu & Huang 2018, arXiv:1709.00513',
    variants: { 'weight 0.03': beside(0.03, onLogits), 'weight 0.3': beside(0.3, onLogits) },
  },
  {
    strategy: 'adversarial-hidden',
    family: 'adversarial',
    about: "A discriminator tells the teacher's hidden layer from the student's, projected.",
    equation: String.raw`L + \alpha w\,(L_D(h_t, h_s W) + L_S(h_s W))`,
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661',
    variants: { 'weight 0.03': beside(0.03, onHidden), 'weight 0.3': beside(0.3, onHidden) },
    excuse: excuseOfLayers,
  },
  {
    strategy: 'hard-pairs',
    family: 'adversarial',
    about: `In ${ROUNDS} rounds the quarter of the unrated pairs is searched on which student and teacher disagree most.`,
    equation: String.raw`\arg\max_{(u,i)} \mathrm{KL}(p_t \,\|\, p_s)`,
    paper: 'Tang & Wang 2018, arXiv:1809.07428; Heo et al. 2019, arXiv:1805.05532',
    variants: { 'half of them the hardest': onHardPairs(0.5), 'all the hardest': onHardPairs(1) },
  },
];
