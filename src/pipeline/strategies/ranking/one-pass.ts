import { distillRanking } from '../../../distill/ranking/distill-ranking';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import {
  distillRankingsTogether,
  type OwnDistillRankingOptions,
} from '../../../distill/strategies/distill-rankings-together';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { scorerOf } from '../../../models/ranking/score-model';
import { hashWeights } from '../../../tensor/parameter';
import { studentBudgetOf } from '../../ranking/fit-ranking-student';
import { ndcg10 } from '../../ranking/ranking-queries';
import {
  freshStudent,
  type RankingCase,
  type RankingCaseOptions,
  type TrainedRanking,
} from './train-ranking-case';

const kinds = ['mean-of-history', 'mf', 'sasrec'];

function secondsOf(run: () => void): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

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

/** Each twin by itself, as the first seed alone has to show. */
function compareApart(
  options: RankingCaseOptions,
  together: readonly RankingModel[],
  twins: readonly RankingModel[],
) {
  const seconds = secondsOf(() => {
    for (const twin of twins) distillRanking({ ...sharedOf(options), ...ownOf(options, twin) });
  });
  const hash = ({ parameters }: RankingModel) => hashWeights(parameters);
  const equal = together.filter((model, k) => hash(model) === hash(twins[k])).length;
  return { 'equal to their twins': equal, 'seconds apart': seconds };
}

/** Every kind of student in one pass, at the rates of the one that is looked at. */
function withTheOthers(options: RankingCaseOptions): TrainedRanking {
  const { material, student, seed } = options;
  const names = [student, ...kinds.filter((name) => name !== student)];
  const fresh = () => names.map((name) => freshStudent({ ...options, student: name }));
  const together = fresh();
  const twins = seed === material.settings.seeds[0] ? fresh() : [];
  let isKept = false;
  try {
    const seconds = secondsOf(() =>
      distillRankingsTogether({
        ...sharedOf(options),
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

export const onePass: RankingCase = {
  strategy: 'one-pass',
  family: 'one teacher, many students',
  about:
    'Mean of the history, matrix factorization and transformer learn side by side in one pass over queries and soft targets; each equals its twin.',
  equation: 'L = \\sum_s L_s',
  paper: 'none; what is shared is the reading',
  variants: { 'mean-of-history, mf and sasrec': withTheOthers },
};
