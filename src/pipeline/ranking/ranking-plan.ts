import type { Plan } from '../whole-progress';
import type { MethodName } from './create-method';
import { softnessOf } from './ranking-search';
import type { RankingSettings } from './ranking-settings';

/** One of the teacher's members takes about as long as so many students. */
const MEMBER = 3;
/** And an epoch of the language model as so many. */
const TUNING = 4;

/** What a whole run consists of, to say how far it is and how much is left. */
export function rankingPlan(settings: RankingSettings): Plan {
  const { kinds, members, textTuning } = settings.teacher;
  return new Map([
    ['fine-tuning the language model', { weight: TUNING, steps: textTuning?.epochs ?? 0 }],
    ['teacher', { weight: MEMBER, steps: kinds.length * members }],
    ...studentsPlan(settings),
  ]);
}

/** Likewise where the teacher is not trained. */
export function studentsPlan(settings: RankingSettings): Plan {
  const { student, distillation, seeds } = settings;
  const methods = distillation.methods as readonly MethodName[];
  const rates = student.learningRates.length * student.weightDecays.length;
  const plan = new Map<string, { readonly weight: number; readonly steps: number }>();
  for (const name of student.students) {
    for (const method of ['scratch', ...methods] as const) {
      plan.set(`search ${name}, ${method}: rate and decay`, { weight: 1, steps: rates });
      plan.set(`final comparison ${name}, ${method}`, { weight: 1, steps: seeds.length });
      if (method === 'scratch') continue;
      const steps = softnessOf(settings, method).length;
      plan.set(`search ${name}, ${method}: temperature and alpha`, { weight: 1, steps });
    }
  }
  return plan;
}
