import { distillClicks } from '../../../distill/click/distill-clicks';
import { distillClicksTogether } from '../../../distill/strategies/distill-clicks-together';
import type { ClickModel } from '../../../models/click/click-model';
import { clickStudentNames } from '../../click/click-names';
import { inOnePass } from '../in-one-pass';
import type { ClickCase } from './click-case';
import { type ClickCaseOptions, lessonOf, newClickStudent } from './teach-click-student';

/** Every kind of student in one pass, at the rates of the one that is looked at, and each by itself. */
function withTheOthers(options: ClickCaseOptions) {
  const { material, student, signal } = options;
  const names = [student, ...clickStudentNames.filter((name) => name !== student)];
  const softTargets = material.said;
  return inOnePass<ClickModel>({
    fresh: () => names.map((name) => newClickStudent({ ...options, student: name })),
    together: (students) => {
      const {
        student: _,
        validate: __,
        learningRate: ___,
        weightDecay: ____,
        ...shared
      } = lessonOf(options, students[0]);
      distillClicksTogether({
        ...shared,
        signal,
        softTargets,
        students: students.map((model) => ownOf(options, model)),
      });
    },
    apart: (twin) => distillClicks({ ...lessonOf(options, twin), onEpoch: undefined, softTargets }),
    hasTwins: true,
  });
}

function ownOf(options: ClickCaseOptions, model: ClickModel) {
  const { student, validate, learningRate, weightDecay } = lessonOf(options, model);
  return { student, validate, learningRate, weightDecay };
}

export const togetherClickCase: ClickCase = {
  strategy: 'one-pass',
  family: 'one teacher, many students',
  about:
    'All kinds of students learn side by side in one pass over rows and soft targets; each equals its twin.',
  equation: String.raw`L = \sum_s L_s`,
  paper: 'none; what is shared is the reading',
  variants: { 'logistic regression, FM and MLP': withTheOthers },
};
