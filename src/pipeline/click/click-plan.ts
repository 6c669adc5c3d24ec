import type { Plan } from '../whole-progress';
import { methodsOf } from './click-names';
import { softnessOf } from './click-search';
import type { ClickSettings } from './click-settings';
import { trainingsOfTeacher } from './click-teacher';

/** One of the teacher's members takes about as long as so many students. */
const MEMBER = 3;

/** What a run on one split consists of, to say how far it is and how much is left. */
export function clickPlan(settings: ClickSettings): Plan {
  const { student, distillation, seeds, teacher } = settings;
  const rates = student.learningRates.length * student.weightDecays.length;
  const plan = new Map([['teacher', { weight: MEMBER, steps: trainingsOfTeacher(teacher) }]]);
  for (const name of student.students) {
    for (const method of ['scratch', ...methodsOf(name, distillation.methods)] as const) {
      plan.set(`search ${name}, ${method}: rate and decay`, { weight: 1, steps: rates });
      plan.set(`final comparison ${name}, ${method}`, { weight: 1, steps: seeds.length });
      if (method === 'scratch') continue;
      const steps = softnessOf(settings, method).length;
      plan.set(`search ${name}, ${method}: temperature and alpha`, { weight: 1, steps });
    }
  }
  return plan;
}
