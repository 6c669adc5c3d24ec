import type { DistillTerm } from '../../../distill/distill-term';
import { combineMethods, dualCorrection } from '../../../distill/ranking/methods';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import type { RankingMethod } from '../../../distill/ranking/ranking-method';
import { adversarialHidden, adversarialLogits } from '../../../distill/strategies/adversarial';
import { onTeacherLists } from '../../../distill/strategies/on-teacher-lists';
import { adversariallyPerturbed } from '../../../distill/strategies/perturbed-embeddings';
import { noHidden, teacherWidth } from './teacher-vectors';
import {
  epochsOf,
  ownRandom,
  type RankingCase,
  type RankingCaseOptions,
  type TrainRankingCase,
  trainRankingCase,
} from './train-ranking-case';

/** One hidden layer of the discriminator, and how fast it learns. */
const DISCRIMINATOR = { layers: [16], learningRate: 1e-3 };
/** Places of the teacher's list that pairs of disagreement are looked for in, and pairs of either kind. */
const PAIRS = { k: 50, count: 20, mu: 0.1 };

/** A method with a weight beside plain distillation. */
export const besideKl =
  (methodOf: (options: RankingCaseOptions) => RankingMethod, weight: number): TrainRankingCase =>
  (options) => {
    const kl = { method: catalogueKl({ temperature: options.plain.temperature }), weight: 1 };
    return trainRankingCase(options, {
      method: combineMethods([kl, { method: methodOf(options), weight }]),
    });
  };

/** A term on the teacher's lists with a weight beside plain distillation. */
export const termBesideKl = (termOf: (options: RankingCaseOptions) => DistillTerm, weight: number) =>
  besideKl((options) => {
    const { temperature } = options.plain;
    return onTeacherLists({ term: termOf(options), temperature, epochs: epochsOf(options) });
  }, weight);

const onLogits = termBesideKl((options) => {
  const random = ownRandom(options, 'discriminator');
  return adversarialLogits({ ...DISCRIMINATOR, classes: options.material.soft.teacher.k, random });
}, 0.1);

const onHidden = termBesideKl((options) => {
  const { material } = options;
  return adversarialHidden({
    ...DISCRIMINATOR,
    pair: { student: 0, teacher: 0 },
    studentWidth: material.settings.student.dimensions,
    teacherWidth: teacherWidth(material),
    random: ownRandom(options, 'discriminator'),
  });
}, 0.1);

const perturbed =
  (epsilon: number): TrainRankingCase =>
  (options) => {
    const method = catalogueKl({ temperature: options.plain.temperature });
    return trainRankingCase(options, {
      method: adversariallyPerturbed({ method, epsilon, weight: 1 }),
      alpha: options.plain.alpha / 2,
    });
  };

const disagreeing = (weight: number) =>
  besideKl(({ material }) => {
    const k = Math.min(PAIRS.k, material.soft.teacher.k);
    return dualCorrection({ ...PAIRS, k, count: Math.min(PAIRS.count, k) });
  }, weight);

export const adversarial: readonly RankingCase[] = [
  {
    strategy: 'discriminator-on-logits',
    family: 'adversarial',
    about: "A discriminator learns to tell the student's logits on the teacher's lists from the teacher's.",
    equation: 'L_S = L_{KD} - 0.1 \\, \\mathrm{mean} \\ln \\sigma(D(\\ln p_s))',
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661; Xu, Hsu & Huang 2018, arXiv:1709.00513',
    variants: { 'weight 0.1': onLogits },
  },
  {
    strategy: 'discriminator-on-hidden',
    family: 'adversarial',
    about: "A discriminator learns to tell the student's vectors of contexts, projected, from the teacher's.",
    equation: 'L_S = L_{KD} - 0.1 \\, \\mathrm{mean} \\ln \\sigma(D(h_s W))',
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661; Romero et al. 2015, arXiv:1412.6550',
    variants: { 'weight 0.1': onHidden },
    excuse: noHidden,
  },
  {
    strategy: 'pairs-of-disagreement',
    family: 'adversarial',
    about:
      'Items whose rank student and teacher disagree on most are searched anew for every batch and corrected.',
    equation: 'L = L_{KD} + w \\, L_{DCD}',
    paper: 'Lee & Kim 2021, arXiv:2109.03459',
    variants: { 'weight 0.1': disagreeing(0.1), 'weight 0.02': disagreeing(0.02) },
  },
  {
    strategy: 'perturbed-embeddings',
    family: 'adversarial',
    about: "The student's vectors are moved against it, and must hold there too.",
    equation: 'L(h, V) + L(h + \\Delta_h, V + \\Delta_V),\\quad \\Delta = \\epsilon \\, g / \\Vert g \\Vert',
    paper: 'He et al. 2018, arXiv:1808.03908',
    variants: { 'epsilon 0.5': perturbed(0.5), 'epsilon 2': perturbed(2) },
  },
];
