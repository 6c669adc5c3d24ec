import { distill } from '../../../distill/distill';
import { distillTogether, type OwnDistillOptions } from '../../../distill/strategies/distill-together';
import type { RatingModel } from '../../../models/rating/rating-model';
import { hashWeights } from '../../../tensor/parameter';
import type { RatingCase } from './rating-case';
import { lessonOf, newRatingStudent, type RatingCaseOptions, validationRmse } from './teach-rating-student';

const kinds = ['linear-ids', 'mf', 'mlp'];

const secondsOf = (run: () => void): number => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};

function ownOf(options: RatingCaseOptions, student: RatingModel): OwnDistillOptions {
  const { learningRate, weightDecay } = options.plain;
  return { student, learningRate, weightDecay, validate: () => validationRmse(student, options.material) };
}

/** Each twin by itself, as the first seed alone has to show. */
function compareApart(options: RatingCaseOptions, together: readonly RatingModel[], twins: RatingModel[]) {
  const seconds = secondsOf(() => {
    for (const model of twins) distill({ ...lessonOf(options, model), onEpoch: undefined });
  });
  const hash = ({ parameters }: RatingModel) => hashWeights(parameters);
  const equal = together.filter((model, k) => hash(model) === hash(twins[k])).length;
  return { 'equal to their twins': equal, 'seconds apart': seconds };
}

/** Every kind of student in one pass, at the rates of the one that is looked at. */
function withTheOthers(options: RatingCaseOptions) {
  const { material, student, seed, plain } = options;
  const names = [student, ...kinds.filter((name) => name !== student)];
  const fresh = () => names.map((name) => newRatingStudent({ material, student: name, seed }));
  const together = fresh();
  const twins = seed === material.settings.seeds[0] ? fresh() : [];
  let isKept = false;
  try {
    const { epochs, patience, batchSize, schedule, ...lesson } = lessonOf(options, together[0]);
    const { train, softTargets, softPairsPerRow, signal } = lesson;
    const seconds = secondsOf(() =>
      distillTogether({
        ...{ train, softTargets, softPairsPerRow, epochs, patience, batchSize, schedule, signal },
        ...{ temperature: plain.temperature, alpha: plain.alpha, seed: lesson.seed },
        students: together.map((model) => ownOf(options, model)),
      }),
    );
    const apart = twins.length === 0 ? {} : compareApart(options, together, twins);
    isKept = true;
    return {
      model: together[0],
      findings: { students: names.length, 'seconds together': seconds, ...apart },
    };
  } finally {
    for (const model of [...together.slice(isKept ? 1 : 0), ...twins]) model.dispose();
  }
}

export const togetherRatingCase: RatingCase = {
  strategy: 'one-pass',
  family: 'one teacher, many students',
  about:
    'Linear model, matrix factorization and MLP learn side by side in one pass over rows and soft targets.',
  equation: String.raw`L = \sum_s L_s`,
  paper: 'none; what is shared is the reading',
  variants: { 'linear-ids, mf and mlp': withTheOthers },
};
