import { storeTeacher } from '../../../distill/ranking/store-teacher';
import type { StoredTeacher } from '../../../distill/ranking/stored-teacher';
import { bornAgain } from '../../../distill/strategies/born-again';
import { learnMutually } from '../../../distill/strategies/mutual-learning';
import { nextItemLesson } from '../../../distill/strategies/mutual-lessons';
import { teacherAssistants } from '../../../distill/strategies/teacher-assistants';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { scorerOf } from '../../../models/ranking/score-model';
import { ndcg10 } from '../../ranking/ranking-queries';
import { sequencesAStep } from '../../ranking/training-examples';
import { lastOf, sizeOf } from '../chain-ends';
import { excludedFrom } from './excluded-from';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import {
  freshStudent,
  ownRandom,
  type RankingCase,
  type RankingCaseOptions,
  type TrainedRanking,
  type TrainRankingCase,
  trainRankingCase,
} from './train-ranking-case';

/** What a student says of the training queries, as the teacher did. */
function wordOf({ soft, seenItems }: RankingStrategyMaterial, model: RankingModel): StoredTeacher {
  const { contexts } = soft.examples;
  const exclude = excludedFrom(seenItems);
  return storeTeacher({ teacher: scorerOf(model), contexts, k: soft.teacher.k, exclude });
}

const generations =
  (count: number): TrainRankingCase =>
  (options) => {
    const { material, seed } = options;
    const links = bornAgain<RankingModel, StoredTeacher>({
      said: material.soft.teacher,
      generations: count,
      train: ({ link, teacher }) =>
        trainRankingCase({ ...options, seed: seed + 1000 * link }, { teachers: [teacher] }).model,
      score: (model) => wordOf(material, model),
    });
    return { model: lastOf(links) };
  };

/** One assistant with so many times the student's dimensions. */
const assistant =
  (factor: number): TrainRankingCase =>
  (options) => {
    const { material } = options;
    const { settings, teacher, soft } = material;
    const { student } = settings;
    const wide = { ...settings, student: { ...student, dimensions: factor * student.dimensions } };
    const make = (link: number) => freshStudent(options, link === 0 ? { settings: wide } : {});
    const sizes = [0, 1].map((link) => sizeOf(make(link)));
    const links = teacherAssistants<RankingModel, StoredTeacher>({
      said: soft.teacher,
      weights: [teacher.weights, ...sizes],
      train: ({ link, teacher: said }) =>
        trainRankingCase(options, { model: make(link), teachers: [said] }).model,
      score: (model) => wordOf(material, model),
    });
    return { model: lastOf(links), findings: { 'weights of the assistant': sizes[0] } };
  };

/** Two students by two seeds; of equal standing, so that the first is as good as the other. */
function trainMutually(options: RankingCaseOptions): TrainedRanking {
  const { material, plain, seed, onEpoch, signal } = options;
  const { observed, settings, validation, seenItems } = material;
  const { epochs, patience, batchSize } = settings.student;
  const { learningRate, weightDecay, temperature, alpha } = plain;
  const students = [freshStudent(options), freshStudent({ ...options, seed: seed + 1000 })];
  const queries = observed.targets.length / observed.contexts.users.length;
  try {
    learnMutually({
      students,
      lesson: nextItemLesson({ examples: observed }),
      ...{ temperature, alpha, learningRate, weightDecay, epochs, patience, onEpoch, signal },
      batchSize: Math.max(1, Math.round(sequencesAStep(observed, batchSize) * queries)),
      ...{ schedule: 'cosine', warmup: 0.05, clipNorm: 1 },
      seed: ownRandom(options, 'mutual learning').seed,
      validate: () => -ndcg10(scorerOf(students[0]), validation, seenItems),
    });
    students[1].dispose();
    return { model: students[0] };
  } catch (error) {
    for (const student of students) student.dispose();
    throw error;
  }
}

export const chains: readonly RankingCase[] = [
  {
    strategy: 'born-again',
    family: 'chains',
    about: 'A second student of the same size learns from the first, which learnt from the teacher.',
    equation: '\\theta_k = \\arg\\min L(\\theta; z_{k-1}),\\quad z_0 = z_t',
    paper: 'Furlanello et al. 2018, arXiv:1805.04770',
    variants: { '2 generations': generations(2) },
  },
  {
    strategy: 'teacher-assistant',
    family: 'chains',
    about: 'A student of more dimensions stands between teacher and student.',
    equation: 'z_t \\rightarrow z_a \\rightarrow z_s,\\quad |\\theta_t| > |\\theta_a| > |\\theta_s|',
    paper: 'Mirzadeh et al. 2020, arXiv:1902.03393',
    variants: { 'twice as wide': assistant(2) },
  },
  {
    strategy: 'mutual-learning',
    family: 'chains',
    about: 'Two students teach each other, without any teacher.',
    equation: 'L = \\sum_s \\mathrm{CE}_s + \\alpha T^2 \\mathrm{KL}(p_o \\Vert p_s)',
    paper: 'Zhang et al. 2018, arXiv:1706.00384',
    variants: { 'two students': trainMutually },
  },
];
