import { distillRanking } from '../../../distill/ranking/distill-ranking';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import {
  distillRankingsTogether,
  type OwnDistillRankingOptions,
} from '../../../distill/strategies/distill-rankings-together';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { scorerOf } from '../../../models/ranking/score-model';
import { studentBudgetOf } from '../../ranking/fit-ranking-student';
import { ndcg10 } from '../../ranking/ranking-queries';
import { inOnePass } from '../in-one-pass';
import {
  freshStudent,
  type RankingCase,
  type RankingCaseOptions,
  type TrainedRanking,
} from './train-ranking-case';

const kinds = ['mean-of-history', 'mf', 'sasrec'];

function ownOf({ material, plain }: RankingCaseOptions, student: RankingModel): OwnDistillRankingOptions {
  const { validation, seenItems } = material;
  const { learningRate, weightDecay, temperature } = plain;
  const validate = () => -ndcg10(scorerOf(student), validation, seenItems);
  return { student, method: catalogueKl({ temperature }), validate, learningRate, weightDecay };
}

function sharedOf({ material, plain, seed, signal }: RankingCaseOptions) {
  const { settings, observed, soft } = material;
  const { examples, teacher } = soft;
  const budget = studentBudgetOf({ settings, observed, longer: 1, seed });
  return { examples, teachers: [teacher], alpha: plain.alpha, hardWeight: 1, signal, ...budget };
}

/** Every kind of student in one pass, at the rates of the one that is looked at; twins with the first seed alone. */
function withTheOthers(options: RankingCaseOptions): TrainedRanking {
  const { material, student, seed } = options;
  const names = [student, ...kinds.filter((name) => name !== student)];
  return inOnePass({
    fresh: () => names.map((name) => freshStudent({ ...options, student: name })),
    together: (students) =>
      distillRankingsTogether({
        ...sharedOf(options),
        students: students.map((model) => ownOf(options, model)),
      }),
    apart: (twin) => distillRanking({ ...sharedOf(options), ...ownOf(options, twin) }),
    hasTwins: seed === material.settings.seeds[0],
  });
}

export const onePass: RankingCase = {
  strategy: 'one-pass',
  family: 'one teacher, many students',
  about:
    'Mean of the history, matrix factorization and transformer learn side by side in one pass over queries and soft targets; each equals its twin.',
  equation: 'L = \\sum_s L_s',
  paper: 'none; what is shared is the reading',
  variants: { 'mean-of-history, mf and sasrec': withTheOthers },
};
