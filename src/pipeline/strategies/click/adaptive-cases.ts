import { clickLabels } from '../../../data/click/downsample-negatives';
import { clickAsClasses } from '../../../distill/strategies/click-as-classes';
import { dropWrongTeacher } from '../../../distill/strategies/drop-wrong-teacher';
import { easyToHard, teacherLosses } from '../../../distill/strategies/easy-to-hard';
import { entropyTemperature } from '../../../distill/strategies/entropy-temperature';
import { focalTemperature, focalWeight } from '../../../distill/strategies/focal-rules';
import { learntTemperature } from '../../../distill/strategies/learnt-temperature';
import { cosineSchedule, linearSchedule, stepSchedule } from '../../../distill/strategies/schedules';
import { type RowRule, softenedTerm } from '../../../distill/strategies/softened-term';
import type { ClickCase } from './click-case';
import { type ClickCaseOptions, teachClickStudent } from './teach-click-student';

const byTemperature = (temperature: RowRule) => (options: ClickCaseOptions) =>
  teachClickStudent(options, { term: softenedTerm({ temperature }) });

const byWeight = (weight: RowRule) => (options: ClickCaseOptions) =>
  teachClickStudent(options, { term: softenedTerm({ weight }) });

/** The reversal rises from 0 to `last`, as the paper's does. */
const learning = (last: number) => (options: ClickCaseOptions) => {
  const reversal = linearSchedule({ from: 0, to: last, until: 1 });
  return teachClickStudent(options, { term: learntTemperature({ range: 4, reversal, learningRate: 0.02 }) });
};

const byEase = (start: number, full: number) => (options: ClickCaseOptions) => {
  const { data, said } = options.material;
  const labels = Int32Array.from(clickLabels(data.table, data.rows));
  const difficulty = teacherLosses({ logits: clickAsClasses(said.logits), classes: 2, labels });
  return byWeight(easyToHard({ difficulty, start, full }))(options);
};

const temperatures: ClickCase[] = [
  {
    strategy: 'entropy-temperature',
    family: 'adaptive',
    about: 'Each row has its own temperature: high where the teacher is sure, low where it doubts.',
    equation: String.raw`T_i = T \cdot r^{\,1 - 2 H(p_{t,i}) / \ln 2}`,
    paper: 'a form of our own; Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2',
    variants: {
      'range 2': byTemperature(entropyTemperature({ range: 2 })),
      'range 4': byTemperature(entropyTemperature({ range: 4 })),
    },
  },
  {
    strategy: 'focal-temperature',
    family: 'adaptive',
    about: "Each row has its own temperature: low where the student lacks the teacher's answer.",
    equation: String.raw`T_i = T \cdot r^{\,1 - 2 (1 - p_{s,i}[c_i])^\gamma}`,
    paper: 'a form of our own; Lin et al. 2017, arXiv:1708.02002, section 3.2',
    variants: {
      'range 2, gamma 1': byTemperature(focalTemperature({ range: 2, gamma: 1 })),
      'range 2, gamma 2': byTemperature(focalTemperature({ range: 2, gamma: 2 })),
    },
  },
  {
    strategy: 'learnt-temperature',
    family: 'adaptive',
    about:
      'One temperature, learnt beside the student to make its task harder, or easier, as training goes on.',
    equation: String.raw`T_\theta = T \cdot r^{\tanh\theta},\quad \dot\theta \propto \lambda\, \partial L / \partial\theta`,
    paper: 'Li et al. 2023, arXiv:2211.16231',
    variants: { harder: learning(1), easier: learning(-1) },
  },
];

const weights: ClickCase[] = [
  {
    strategy: 'focal-weight',
    family: 'adaptive',
    about: 'Rows on which the student already says what the teacher says count less.',
    equation: String.raw`w_i = (1 - p_{s,i}[c_i])^\gamma`,
    paper: 'Lin et al. 2017, arXiv:1708.02002, taken to distillation',
    variants: {
      'gamma 1': byWeight(focalWeight({ gamma: 1 })),
      'gamma 2': byWeight(focalWeight({ gamma: 2 })),
    },
  },
  {
    strategy: 'drop-wrong-teacher',
    family: 'adaptive',
    about: 'Rows on which the teacher finds the wrong class more probable are left out of the soft loss.',
    equation: String.raw`w_i \propto [\,\mathrm{sign}\, z_{t,i} = \mathrm{sign}(y_i - \tfrac12)\,]`,
    paper: 'Wen, Lai & Qian 2021, arXiv:1911.07471',
    variants: { 'left out': byWeight(dropWrongTeacher()) },
  },
  {
    strategy: 'easy-to-hard',
    family: 'adaptive',
    about:
      'The soft loss begins with the rows that are easiest for the teacher and lets in the others by and by.',
    equation: String.raw`w_i \propto [\,\mathrm{place}_i \le \mathrm{share}(e)\,]`,
    paper: 'Bengio et al. 2009, ICML; Hacohen & Weinshall 2019, arXiv:1904.03626',
    variants: { 'from 30%, all at half': byEase(0.3, 0.5), 'from 60%, all at half': byEase(0.6, 0.5) },
  },
];

const schedules: ClickCase[] = [
  {
    strategy: 'alpha-schedule',
    family: 'adaptive',
    about: "The teacher's weight changes from epoch to epoch, twice the plain one at its highest.",
    equation: String.raw`\alpha(s) = \alpha_0 + (\alpha_1 - \alpha_0)\, s`,
    paper: 'Jafari et al. 2021, arXiv:2104.07163; Clark et al. 2019, arXiv:1907.04829',
    variants: {
      'falls evenly': (options) =>
        teachClickStudent(options, {
          alpha: linearSchedule({ from: 2 * options.plain.alpha, to: 0, until: 1 }),
        }),
      'falls along a wave': (options) =>
        teachClickStudent(options, {
          alpha: cosineSchedule({ from: 2 * options.plain.alpha, to: 0, until: 1 }),
        }),
      rises: (options) =>
        teachClickStudent(options, {
          alpha: linearSchedule({ from: 0, to: 2 * options.plain.alpha, until: 1 }),
        }),
      'ends at half': (options) =>
        teachClickStudent(options, {
          alpha: stepSchedule({ from: 2 * options.plain.alpha, to: 0, until: 0.5 }),
        }),
    },
  },
  {
    strategy: 'temperature-schedule',
    family: 'adaptive',
    about: 'The temperature falls from epoch to epoch, from four times the plain one.',
    equation: String.raw`T(s) = 4T + (T - 4T)\, s`,
    paper: 'Jafari et al. 2021, arXiv:2104.07163',
    variants: {
      'falls evenly': (options) => {
        const { temperature } = options.plain;
        const schedule = linearSchedule({ from: 4 * temperature, to: temperature, until: 1 });
        return teachClickStudent(options, { temperature: schedule });
      },
    },
  },
];

/** Temperatures, weights and schedules that fit the row, the epoch or the student. */
export const adaptiveClickCases: readonly ClickCase[] = [...temperatures, ...weights, ...schedules];
