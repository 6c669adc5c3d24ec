import type { DistillTerm } from '../../../distill/distill-term';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import type { RankingMethod } from '../../../distill/ranking/ranking-method';
import { type Scheduled, valueAt } from '../../../distill/scheduled';
import { dropWrongTeacher } from '../../../distill/strategies/drop-wrong-teacher';
import { easyToHard, teacherLosses } from '../../../distill/strategies/easy-to-hard';
import { entropyTemperature } from '../../../distill/strategies/entropy-temperature';
import { focalTemperature, focalWeight } from '../../../distill/strategies/focal-rules';
import { learntTemperature } from '../../../distill/strategies/learnt-temperature';
import { onTeacherLists } from '../../../distill/strategies/on-teacher-lists';
import { linearSchedule } from '../../../distill/strategies/schedules';
import { softenedTerm } from '../../../distill/strategies/softened-term';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import {
  epochsOf,
  type RankingCase,
  type RankingCaseOptions,
  type TrainRankingCase,
  trainRankingCase,
} from './train-ranking-case';

/** Strategies that look at single queries need the teacher's lists as classes, so plain distillation gets them too. */
const onTerm =
  (termOf: (options: RankingCaseOptions) => DistillTerm): TrainRankingCase =>
  (options) => {
    const { temperature } = options.plain;
    const method = onTeacherLists({ term: termOf(options), temperature, epochs: epochsOf(options) });
    return trainRankingCase(options, { method });
  };

const plainVariant = {
  name: "plain distillation on the teacher's lists",
  train: onTerm(() => softenedTerm({})),
};

const fromTo = (from: number, to: number) => linearSchedule({ from, to, until: 1 });

/** The weight of the teacher from one multiple of the plain one to another. */
const alphas =
  (from: number, to: number): TrainRankingCase =>
  (options) => {
    const { alpha } = options.plain;
    return trainRankingCase(options, { alpha: fromTo(from * alpha, to * alpha) });
  };

function scheduledKl(temperature: Scheduled, epochs: number): RankingMethod {
  return {
    name: 'catalogueKl by epoch',
    parameters: [],
    loss: (batch) =>
      catalogueKl({ temperature: valueAt(temperature, { epoch: batch.epoch, epochs }) }).loss(batch),
    dispose: () => {},
  };
}

const temperatures =
  (from: number, to: number): TrainRankingCase =>
  (options) => {
    const { temperature } = options.plain;
    const method = scheduledKl(fromTo(from * temperature, to * temperature), epochsOf(options));
    return trainRankingCase(options, { method });
  };

/** How hard each training query is for the teacher: by the place of what came next in its list. */
function difficultyOf({ soft, once }: RankingStrategyMaterial): Float32Array {
  return once.get('difficulty of the queries', () => {
    const { k, items, logits } = soft.teacher;
    const labels = soft.examples.targets.map((target, query) =>
      target < 0 ? -1 : items.subarray(query * k, (query + 1) * k).indexOf(target),
    );
    return teacherLosses({ logits, classes: k, labels });
  });
}

const learnt = (range: number, reversal: number): TrainRankingCase =>
  onTerm(() => learntTemperature({ range, reversal: fromTo(0, reversal), learningRate: 0.05 }));

export const adaptive: readonly RankingCase[] = [
  {
    strategy: 'alpha-schedule',
    family: 'adaptive',
    about: "The teacher's weight falls to nothing, or rises from it, over the training.",
    equation: '\\alpha(e) = \\alpha_0 + (\\alpha_1 - \\alpha_0) \\, e / E',
    paper: 'Clark et al. 2019, arXiv:1907.04829; Jafari et al. 2021, arXiv:2104.07163',
    variants: { '2 to 0': alphas(2, 0), '0 to 2': alphas(0, 2) },
  },
  {
    strategy: 'temperature-schedule',
    family: 'adaptive',
    about: 'The temperature falls, or rises, over the training.',
    equation: 'T(e) = T_0 + (T_1 - T_0) \\, e / E',
    paper: 'Jafari et al. 2021, arXiv:2104.07163',
    variants: { '2 to 0.5': temperatures(2, 0.5), '0.5 to 2': temperatures(0.5, 2) },
  },
  {
    strategy: 'entropy-temperature',
    family: 'adaptive',
    about: 'Each query has a temperature by how sure the teacher is of it.',
    equation: 'T_i = T \\, r^{1 - 2 h_i},\\quad h_i = H(p_i) / \\ln k',
    paper: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531 (the rule is our own)',
    variants: { 'range 2': onTerm(() => softenedTerm({ temperature: entropyTemperature({ range: 2 }) })) },
    plainVariant,
  },
  {
    strategy: 'focal-temperature',
    family: 'adaptive',
    about: "Each query has a temperature, or a weight, by how far the student is from the teacher's answer.",
    equation: 'u_i = (1 - q_i[c_i])^\\gamma,\\quad T_i = T \\, r^{1 - 2 u_i} \\text{ or } w_i = u_i',
    paper: 'Lin et al. 2017, arXiv:1708.02002',
    variants: {
      temperature: onTerm(() => softenedTerm({ temperature: focalTemperature({ range: 2, gamma: 1 }) })),
      weight: onTerm(() => softenedTerm({ weight: focalWeight({ gamma: 1 }) })),
    },
    plainVariant,
  },
  {
    strategy: 'learnt-temperature',
    family: 'adaptive',
    about:
      'The temperature is learnt against the student, more so as the training goes on, or along with it.',
    equation:
      'T_\\theta = T \\, r^{\\tanh \\theta},\\quad \\theta \\leftarrow \\theta + \\lambda \\eta \\, \\partial L / \\partial \\theta',
    paper: 'Li et al. 2023, arXiv:2211.16231',
    variants: { harder: learnt(4, 1), easier: learnt(4, -1) },
    plainVariant,
  },
  {
    strategy: 'drop-wrong-teacher',
    family: 'adaptive',
    about: "Queries on which the teacher's first item is not what came next are left out.",
    equation: 'w_i = [\\arg\\max z_{t,i} = y_i]',
    paper: 'Wen, Lai & Qian 2021, arXiv:1911.07471',
    variants: { drop: onTerm(() => softenedTerm({ weight: dropWrongTeacher() })) },
    plainVariant,
  },
  {
    strategy: 'easy-to-hard',
    family: 'adaptive',
    about:
      'A curriculum: first the queries that are easy for the teacher, all of them after six epochs in ten.',
    equation: 's(e) = \\min(1, s_0 + (1 - s_0) \\, e / (0.6 E))',
    paper: 'Bengio et al. 2009, ICML; Hacohen & Weinshall 2019, arXiv:1904.03626',
    variants: {
      'from 30%': onTerm(({ material }) =>
        softenedTerm({
          weight: easyToHard({ difficulty: difficultyOf(material), start: 0.3, full: 0.6 }),
        }),
      ),
    },
    plainVariant,
  },
];
