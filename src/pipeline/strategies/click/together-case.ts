import { distillClicks } from '../../../distill/click/distill-clicks';
import { distillClicksTogether } from '../../../distill/strategies/distill-clicks-together';
import type { ClickModel } from '../../../models/click/click-model';
import { hashWeights } from '../../../tensor/parameter';
import { clickStudentNames } from '../../click/click-names';
import type { ClickCase } from './click-case';
import { type ClickCaseOptions, lessonOf, newClickStudent } from './teach-click-student';

const seconds = (run: () => void): number => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};

/** Every kind of student on one pass, at the rates of the one that is looked at, and each by itself. */
function withTheOthers(options: ClickCaseOptions) {
  const { material, student } = options;
  const names = [student, ...clickStudentNames.filter((name) => name !== student)];
  const fresh = () => names.map((name) => newClickStudent({ ...options, student: name }));
  const [together, apart] = [fresh(), fresh()];
  let isKept = false;
  try {
    const { rows, table, temperature, alpha, epochs, patience, batchSize, seed, schedule, warmup, clipNorm } =
      lessonOf(options, together[0]);
    const shared = { rows, table, temperature, alpha, epochs, patience, batchSize, seed };
    const pace = { schedule, warmup, clipNorm, signal: options.signal, softTargets: material.said };
    const secondsTogether = seconds(() =>
      distillClicksTogether({ ...shared, ...pace, students: together.map((model) => ownOf(options, model)) }),
    );
    const secondsApart = seconds(() => {
      for (const model of apart)
        distillClicks({ ...lessonOf(options, model), onEpoch: undefined, softTargets: material.said });
    });
    const hash = ({ parameters }: ClickModel) => hashWeights(parameters);
    const equal = together.filter((model, k) => hash(model) === hash(apart[k])).length;
    isKept = true;
    return {
      model: together[0],
      findings: {
        students: names.length,
        'equal to their twins': equal,
        'seconds together': secondsTogether,
        'seconds apart': secondsApart,
      },
    };
  } finally {
    for (const model of [...together.slice(isKept ? 1 : 0), ...apart]) model.dispose();
  }
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
