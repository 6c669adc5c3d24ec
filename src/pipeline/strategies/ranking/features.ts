import { fullTopologyDistillation, hint, relationalDistance } from '../../../distill/ranking/methods';
import { similarityPreserving } from '../../../distill/strategies/similarity-preserving';
import { besideKl, termBesideKl } from './adversarial';
import { noHidden, teacherWidth } from './teacher-vectors';
import { ownRandom, type RankingCase, type RankingCaseOptions } from './train-ranking-case';

/** Items, and contexts, whose vectors are compared a batch. */
const [ITEMS, CONTEXTS] = [256, 128];

const items = ({ material }: RankingCaseOptions) => Math.min(ITEMS, material.soft.popularity.length);
const widths = ({ material }: RankingCaseOptions) => ({
  studentWidth: material.settings.student.dimensions,
  teacherWidth: teacherWidth(material),
});

const hints = (weight: number) =>
  besideKl(
    (options) => hint({ ...widths(options), items: items(options), random: ownRandom(options, 'hint') }),
    weight,
  );

const pair = { student: 0, teacher: 0 };

export const features: readonly RankingCase[] = [
  {
    strategy: 'hint',
    family: 'features',
    about: "The student's vectors of contexts and items, projected, are drawn to the teacher's.",
    equation: 'L = L_{KD} + w \\, \\Vert h_t - h_s W \\Vert^2',
    paper: 'Romero et al. 2015, arXiv:1412.6550',
    variants: { 'weight 0.1': hints(0.1), 'weight 1': hints(1) },
    excuse: noHidden,
  },
  {
    strategy: 'relational-distance',
    family: 'features',
    about: 'Distances between contexts are to be as in the teacher.',
    equation: 'L = L_{KD} + w \\sum_{ij} \\ell_\\delta(\\psi_D(t_i, t_j), \\psi_D(s_i, s_j))',
    paper: 'Park et al. 2019, arXiv:1904.05068',
    variants: {
      'weight 1': besideKl(
        ({ material }) => relationalDistance({ teacherWidth: teacherWidth(material), rows: CONTEXTS }),
        1,
      ),
    },
    excuse: noHidden,
  },
  {
    strategy: 'similarity-preserving',
    family: 'features',
    about: 'Likenesses of the contexts of a batch are to be as in the teacher.',
    equation: 'L = L_{KD} + w \\, \\mathrm{mean} (\\tilde G_t - \\tilde G_s)^2',
    paper: 'Tung & Mori 2019, arXiv:1907.09682',
    variants: { 'weight 100': termBesideKl(() => similarityPreserving({ pairs: [pair] }), 100) },
    excuse: noHidden,
  },
  {
    strategy: 'topology',
    family: 'features',
    about: 'Likenesses among contexts and items together are to be as in the teacher.',
    equation: 'L = L_{KD} + w \\, \\mathrm{mean} (A_t - A_s)^2',
    paper: 'Kang et al. 2021, arXiv:2106.08700',
    variants: {
      'weight 1': besideKl(
        (options) =>
          fullTopologyDistillation({
            teacherWidth: teacherWidth(options.material),
            items: items(options),
          }),
        1,
      ),
    },
    excuse: noHidden,
  },
];
