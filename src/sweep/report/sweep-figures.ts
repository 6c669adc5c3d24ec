import { type Figure, methodIntervals, type Role, type SweepPoint, sweepCurves } from '../../plot';
import type { SweepFindings, TrialFinding } from './sweep-findings';

type Smaller = SweepFindings['smaller'];

/** Trials of the last rung alone, as those of earlier ones had fewer epochs. */
function wholeTrials(trials: readonly TrialFinding[]): TrialFinding[] {
  return trials.filter(({ epochs, validation }) => epochs === null && validation !== null);
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** Validation at each temperature and alpha, at the rates and decays that were best there, over seeds and folds. */
function pointsOf(trials: readonly TrialFinding[], smaller: Smaller): SweepPoint[] {
  const sign = smaller === 'better' ? 1 : -1;
  const validations = (group: readonly TrialFinding[]) => group.map(({ validation }) => validation as number);
  return groupedBy(trials, ({ temperature, alpha }) => `${temperature} ${alpha}`).map((group) => {
    const { temperature, alpha } = group[0];
    const settings = groupedBy(group, (trial) =>
      [trial.learningRate, trial.weightDecay, trial.hardWeight].join(' '),
    ).map(validations);
    const [values] = settings.sort((a, b) => sign * (meanOf(a) - meanOf(b)));
    return { temperature, alpha, values };
  });
}

/**
 * A figure a student and method that distils: validation against the temperature, a curve an alpha, beside the student
 * from scratch.
 */
export function temperatureFigures({
  trials,
  validation: { title: metric, smaller },
}: Pick<SweepFindings, 'trials' | 'validation'>): Figure[] {
  const whole = wholeTrials(trials);
  const distilled = whole.filter(({ alpha }) => alpha > 0);
  return groupedBy(distilled, ({ student, method }) => `${student} ${method}`).map((group) => {
    const { student, method } = group[0];
    const scratch = whole.filter((trial) => trial.student === student && trial.method === 'scratch');
    const best = pointsOf(scratch, smaller)[0];
    const references =
      best === undefined
        ? []
        : [
            {
              name: `${student} from scratch`,
              role: 'scratch' as Role,
              value: meanOf(Array.from(best.values)),
            },
          ];
    return sweepCurves({
      title: `${student}, ${method}: validation by temperature`,
      metric,
      bands: 'Mean over seeds and folds at the best rate and decay; bands are 95% intervals',
      points: pointsOf(group, smaller),
      references,
    });
  });
}

function roleOf(method: string): Role {
  return method === 'scratch' || method === 'smoothed' ? method : 'distilled';
}

/** A figure a student: the final comparison on the test part. */
export function finalFigures({ finals, metric }: SweepFindings): Figure[] {
  return groupedBy(finals, ({ student }) => student).map((rows) => {
    const byMethod = groupedBy(rows, ({ method }) => method);
    const valuesOf = (group: typeof rows) =>
      group.length === 1 ? group[0].values : group.map(({ mean }) => mean);
    const teacher = byMethod.find(([{ method }]) => method === 'teacher');
    return methodIntervals({
      title: `${rows[0].student}: what was chosen, on the test part`,
      metric,
      methods: byMethod
        .filter(([{ method }]) => method !== 'teacher')
        .map((group) => ({
          name: group[0].method,
          role: roleOf(group[0].method),
          values: valuesOf(group),
        })),
      references:
        teacher === undefined
          ? []
          : [{ name: 'teacher', role: 'teacher' as Role, value: meanOf(teacher.map(({ mean }) => mean)) }],
    });
  });
}
