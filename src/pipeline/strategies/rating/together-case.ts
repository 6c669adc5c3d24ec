import { distill } from '../../../distill/distill';
import { distillTogether, type OwnDistillOptions } from '../../../distill/strategies/distill-together';
import type { RatingModel } from '../../../models/rating/rating-model';
import { inOnePass } from '../in-one-pass';
import type { RatingCase } from './rating-case';
import { lessonOf, newRatingStudent, type RatingCaseOptions, validationRmse } from './teach-rating-student';

const kinds = ['linear-ids', 'mf', 'mlp'];

function ownOf(options: RatingCaseOptions, student: RatingModel): OwnDistillOptions {
  const { learningRate, weightDecay } = options.plain;
  return { student, learningRate, weightDecay, validate: () => validationRmse(student, options.material) };
}

/** Every kind of student in one pass, at the rates of the one that is looked at; twins with the first seed alone. */
function withTheOthers(options: RatingCaseOptions) {
  const { material, student, seed, plain } = options;
  const names = [student, ...kinds.filter((name) => name !== student)];
  return inOnePass({
    fresh: () => names.map((name) => newRatingStudent({ material, student: name, seed })),
    together: (students) => {
      const { epochs, patience, batchSize, schedule, ...lesson } = lessonOf(options, students[0]);
      const { train, softTargets, softPairsPerRow, signal } = lesson;
      distillTogether({
        ...{ train, softTargets, softPairsPerRow, epochs, patience, batchSize, schedule, signal },
        ...{ temperature: plain.temperature, alpha: plain.alpha, seed: lesson.seed },
        students: students.map((model) => ownOf(options, model)),
      });
    },
    apart: (twin) => distill({ ...lessonOf(options, twin), onEpoch: undefined }),
    hasTwins: seed === material.settings.seeds[0],
  });
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
