import type { ClickSoftTargets } from '../../../distill/click/click-soft-targets';
import { bornAgain } from '../../../distill/strategies/born-again';
import { learnMutually } from '../../../distill/strategies/mutual-learning';
import { clickLesson } from '../../../distill/strategies/mutual-lessons';
import { teacherAssistants } from '../../../distill/strategies/teacher-assistants';
import { ClickMlp } from '../../../models/click/click-mlp';
import type { ClickModel } from '../../../models/click/click-model';
import { clickScorerOf } from '../../../models/click/click-scorer';
import { predictClickLogits } from '../../../models/click/predict-click-logits';
import { Random } from '../../../random';
import { validationLogLoss } from '../../click/click-material';
import { clickTraining } from '../../click/click-training';
import { lastOf, sizeOf } from '../chain-ends';
import type { ClickCase } from './click-case';
import { type ClickCaseOptions, newClickStudent, teachModel } from './teach-click-student';

const WIDEST = 4;

const wordOf =
  ({ material: { data } }: ClickCaseOptions) =>
  (model: ClickModel): ClickSoftTargets => ({
    logits: predictClickLogits({ scorer: clickScorerOf(model), table: data.table, rows: data.rows }),
    hidden: null,
  });

/** A network of `times` the width of the student's vectors and layers. */
function assistantOf(
  { material, seed }: Pick<ClickCaseOptions, 'material' | 'seed'>,
  times: number,
): ClickModel {
  const { data, settings } = material;
  const { dimensions, layers, dropout } = settings.student;
  return new ClickMlp({
    ...{ fields: data.table.fields, frequencies: data.frequencies, sharing: { kind: 'per-field' } },
    ...{ dimensions: times * dimensions, layers: layers.map((width) => times * width), dropout },
    random: new Random(seed).fork(`assistant of ${times}`),
  });
}

/** @param times how much wider than the student each assistant is, the widest first */
const throughAssistants = (times: readonly number[]) => (options: ClickCaseOptions) => {
  const { material } = options;
  const makers = [...times.map((by) => () => assistantOf(options, by)), () => newClickStudent(options)];
  const sizes = makers.map((make) => sizeOf(make()));
  const links = teacherAssistants<ClickModel, ClickSoftTargets>({
    said: material.said,
    weights: [material.teacher.weights, ...sizes],
    train: ({ link, teacher }) => teachModel(options, makers[link](), { said: teacher }),
    score: wordOf(options),
  });
  return { model: lastOf(links), findings: { 'weights of the first assistant': sizes[0] } };
};

const generations = (count: number) => (options: ClickCaseOptions) => {
  const links = bornAgain<ClickModel, ClickSoftTargets>({
    ...{ said: options.material.said, generations: count },
    train: ({ link, teacher }) => {
      const seed = new Random(options.seed).fork(`generation ${link}`).seed;
      const own = link === 0 ? options : { ...options, seed };
      return teachModel(own, newClickStudent(own), { said: teacher });
    },
    score: wordOf(options),
  });
  return { model: lastOf(links) };
};

/** The student and its peers teach each other; the student's own best epoch is kept. */
const among = (peersOf: (student: string) => readonly string[]) => (options: ClickCaseOptions) => {
  const { material, student, plain, seed } = options;
  const { data, settings } = material;
  const own = newClickStudent(options);
  const peers = peersOf(student).map((peer, n) =>
    newClickStudent({ material, student: peer, seed: new Random(seed).fork(`peer ${n}`).seed }),
  );
  const { table, rows } = data;
  const {
    student: _,
    table: __,
    rows: ___,
    ...training
  } = clickTraining({
    ...{ model: own, material: data, settings: settings.student, rates: plain, seed },
    ...{ onEpoch: options.onEpoch, signal: options.signal },
  });
  try {
    learnMutually<ClickModel>({
      ...{ ...training, students: [own, ...peers], lesson: clickLesson({ table, rows }) },
      ...{ temperature: plain.temperature, alpha: plain.alpha },
      validate: () => validationLogLoss(clickScorerOf(own), data),
    });
  } catch (error) {
    own.dispose();
    throw error;
  } finally {
    for (const peer of peers) peer.dispose();
  }
  return { model: own };
};

/** The teacher's word through other hands, or students without a teacher. */
export const chainClickCases: readonly ClickCase[] = [
  {
    strategy: 'teacher-assistants',
    family: 'chains',
    about: 'Networks of sizes between teacher and student pass its word on.',
    equation: String.raw`\text{teacher} \to \text{assistant} \to \text{student}`,
    paper: 'Mirzadeh et al. 2020, arXiv:1902.03393',
    variants: {
      'one, twice as wide': throughAssistants([2]),
      'two, 4 and 2 times': throughAssistants([WIDEST, 2]),
    },
    excuse: (material) =>
      sizeOf(assistantOf({ material, seed: 0 }, WIDEST)) < material.teacher.weights
        ? null
        : 'the teacher is too small for an assistant between',
  },
  {
    strategy: 'born-again',
    family: 'chains',
    about: 'Fresh students of the same size learn from the one before them, the first from the teacher.',
    equation: String.raw`\text{teacher} \to s_1 \to s_2 \to \dots`,
    paper: 'Furlanello et al. 2018, arXiv:1805.04770',
    variants: { '2 generations': generations(2), '3 generations': generations(3) },
  },
  {
    strategy: 'mutual-learning',
    family: 'chains',
    about: 'No teacher: students learn from the labels and from each other.',
    equation: String.raw`L = \sum_s L_s + \frac{\alpha}{S - 1} \sum_{o \ne s} T^2\, \mathrm{KL}(p_o \,\|\, p_s)`,
    paper: 'Zhang et al. 2018, arXiv:1706.00384',
    variants: {
      'two of a kind': among((student) => [student]),
      'all kinds': among((student) =>
        ['logistic-regression', 'fm', 'mlp'].filter((name) => name !== student),
      ),
    },
  },
];
