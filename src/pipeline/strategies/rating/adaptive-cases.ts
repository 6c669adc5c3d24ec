import { dropWrongTeacher } from '../../../distill/strategies/drop-wrong-teacher';
import { easyToHard, teacherLosses } from '../../../distill/strategies/easy-to-hard';
import { entropyTemperature } from '../../../distill/strategies/entropy-temperature';
import { focalTemperature, focalWeight } from '../../../distill/strategies/focal-rules';
import { learntTemperature } from '../../../distill/strategies/learnt-temperature';
import { linearSchedule } from '../../../distill/strategies/schedules';
import { type RowRule, softenedTerm } from '../../../distill/strategies/softened-term';
import type { RatingCase } from './rating-case';
import { type RatingCaseOptions, teachRatingStudent } from './teach-rating-student';

const byTemperature = (temperature: RowRule) => (options: RatingCaseOptions) =>
  teachRatingStudent(options, { term: softenedTerm({ temperature }) });

const byWeight = (weight: RowRule) => (options: RatingCaseOptions) =>
  teachRatingStudent(options, { term: softenedTerm({ weight }) });

/** The reversal goes from 0 to `last`, as the paper's rises. */
const learning = (last: number) => (options: RatingCaseOptions) => {
  const reversal = linearSchedule({ from: 0, to: last, until: 1 });
  return teachRatingStudent(options, { term: learntTemperature({ range: 4, reversal, learningRate: 0.02 }) });
};

const byEase = (start: number) => (options: RatingCaseOptions) => {
  const { said, teacher } = options.material;
  const difficulty = teacherLosses({ logits: said.logits, classes: teacher.classes, labels: said.labels });
  return byWeight(easyToHard({ difficulty, start, full: 0.5 }))(options);
};

const shared = { family: 'adaptive' } as const;

/** Temperatures that fit the pair, or are learnt. */
const temperatures: readonly RatingCase[] = [
  {
    ...shared,
    strategy: 'entropy-temperature',
    about: 'Each pair has its own temperature: high where the teacher is sure, low where it doubts.',
    equation: String.raw`T_i = T \cdot r^{\,1 - 2 H(p_{t,i}) / \ln C}`,
    paper: 'a form of our own; Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2',
    variants: {
      'range 2': byTemperature(entropyTemperature({ range: 2 })),
      'range 4': byTemperature(entropyTemperature({ range: 4 })),
    },
  },
  {
    ...shared,
    strategy: 'focal-temperature',
    about: "Each pair has its own temperature: low where the student lacks the teacher's answer.",
    equation: String.raw`T_i = T \cdot r^{\,1 - 2 (1 - p_{s,i}[c_i])^\gamma}`,
    paper: 'a form of our own; Lin et al. 2017, arXiv:1708.02002, section 3.2',
    variants: {
      'range 2, gamma 1': byTemperature(focalTemperature({ range: 2, gamma: 1 })),
      'range 2, gamma 2': byTemperature(focalTemperature({ range: 2, gamma: 2 })),
    },
  },
  {
    ...shared,
    strategy: 'learnt-temperature',
    about:
      'One temperature, learnt beside the student to make its task harder, or easier, as training goes on.',
    equation: String.raw`T_\theta = T \cdot r^{\tanh\theta},\quad \dot\theta \propto \lambda\, \partial L / \partial\theta`,
    paper: 'Li et al. 2023, arXiv:2211.16231',
    variants: { harder: learning(1), easier: learning(-1) },
  },
];

/** Pairs that count more, or less, or not yet. */
const weights: readonly RatingCase[] = [
  {
    ...shared,
    strategy: 'focal-weight',
    about: 'Pairs of which the student already says what the teacher says count less.',
    equation: String.raw`w_i = (1 - p_{s,i}[c_i])^\gamma`,
    paper: 'Lin et al. 2017, arXiv:1708.02002, taken to distillation',
    variants: {
      'gamma 1': byWeight(focalWeight({ gamma: 1 })),
      'gamma 2': byWeight(focalWeight({ gamma: 2 })),
    },
  },
  {
    ...shared,
    strategy: 'drop-wrong-teacher',
    about:
      'Rated pairs of which the teacher finds another level most probable are left out of the soft loss.',
    equation: String.raw`w_i \propto [\arg\max z_{t,i} = y_i]`,
    paper: 'Wen, Lai & Qian 2021, arXiv:1911.07471',
    variants: { 'left out': byWeight(dropWrongTeacher()) },
  },
  {
    ...shared,
    strategy: 'easy-to-hard',
    about:
      'The soft loss begins with the pairs that are easiest for the teacher and lets in the others by and by.',
    equation: String.raw`w_i \propto [\,\mathrm{place}_i \le \mathrm{share}(e)\,]`,
    paper: 'Bengio et al. 2009, ICML; Hacohen & Weinshall 2019, arXiv:1904.03626',
    variants: { 'from 30%, all at half': byEase(0.3), 'from 60%, all at half': byEase(0.6) },
  },
];

/** What fits the pair or the student. */
export const adaptiveRatingCases: readonly RatingCase[] = [...temperatures, ...weights];
