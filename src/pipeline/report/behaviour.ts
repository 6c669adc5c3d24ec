import type { ReportSection, Row } from '../../plot';
import type { DistillationResult } from '../distillation-result';
import type { TopListScores } from '../result';
import { methods } from '../student-trial';
import { meanOf } from '../summarise';
import { methodName } from './words';

function listColumns(lists: readonly TopListScores[]): Row {
  const diversity = lists.map((list) => list.diversity).filter((value) => value !== null);
  return {
    'coverage of the catalogue': meanOf(lists.map(({ coverage }) => coverage)),
    'Gini of exposure': meanOf(lists.map(({ gini }) => gini)),
    'diversity within a list': diversity.length === 0 ? null : meanOf(diversity),
  };
}

/** How closely students follow the teacher, and what their lists look like. */
export function behaviourSection({ splits, settings }: DistillationResult): ReportSection {
  const rows = settings.student.students.flatMap((name, index) =>
    methods.map((method) => {
      const own = splits.map(({ students }) => students[index].methods[method]);
      const fidelities = own
        .flatMap(({ scores }) => scores.map(({ fidelity }) => fidelity))
        .filter((fidelity) => fidelity !== null);
      return {
        model: methodName(name, method),
        'KL to the teacher (nats)': meanOf(fidelities.map(({ kl }) => kl)),
        'agreement with the teacher': meanOf(fidelities.map(({ agreement }) => agreement)),
        ...listColumns(own.map(({ topLists }) => topLists)),
      };
    }),
  );
  const teacher: Row = {
    model: 'teacher',
    'KL to the teacher (nats)': null,
    'agreement with the teacher': null,
    ...listColumns(splits.map((split) => split.teacher.topLists)),
  };
  return {
    heading: 'Fidelity and top lists',
    paragraphs: [
      'Agreement: the share of test rows on which student and teacher find the same level most probable. Lists: the ten items with the highest expected rating that a user has not rated in training, for up to 200 users a split, first seed; diversity is the mean distance of a list’s items in text space.',
    ],
    tables: [{ digits: 3, rows: [teacher, ...rows] }],
  };
}
