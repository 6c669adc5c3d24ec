import { type Figure, reliabilityDiagram, sweepCurves } from '../../plot';
import type { ClickResult, ClickRow } from './click-result';
import { chosenClickRow, nameOf } from './click-words';

const minimum = (values: readonly (number | null)[]): number =>
  Math.min(...values.map((value) => value ?? Number.POSITIVE_INFINITY));

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Click rate against foreseen probability: teacher, the chosen student, and the same one from scratch. */
export function clickReliability({ rows, teacher }: ClickResult): Figure {
  const chosen = chosenClickRow(rows) ?? rows[0];
  const scratch = rows.find((row) => row.student === chosen.student && row.method === 'scratch') as ClickRow;
  const students = chosen === scratch ? [scratch] : [scratch, chosen];
  return reliabilityDiagram({
    title: 'Clicks foreseen and had, test rows',
    curves: [
      { name: 'teacher', role: 'teacher', calibration: teacher.reliability },
      ...students.map((row) => ({
        name: nameOf(row),
        role: row.method === 'scratch' ? ('scratch' as const) : ('distilled' as const),
        calibration: row.reliability,
      })),
    ],
    words: {
      x: 'probability of a click, as foreseen',
      y: 'share of rows with a click',
      subtitle: 'Below the diagonal a model expects more clicks than come; first seed, all splits',
    },
  });
}

/** Validation log-loss by temperature, a picture for each student that learned by `kd` at several. */
export function clickSweeps({ searches, settings, teacher }: ClickResult): Figure[] {
  const { temperatures, alphas } = settings.distillation;
  if (temperatures.length < 2) return [];
  return settings.student.students.flatMap((student) => {
    const own = searches.filter((search) => search.student === student);
    const least = (
      search: (typeof own)[number],
      wanted: Partial<ClickResult['searches'][0]['rows'][0]['trial']>,
    ) =>
      minimum(
        search.rows
          .filter(({ trial }) =>
            Object.entries(wanted).every(([name, value]) => trial[name as 'alpha'] === value),
          )
          .map(({ metrics }) => metrics.validationLogLoss),
      );
    const points = temperatures.flatMap((temperature) =>
      alphas.map((alpha) => ({
        ...{ temperature, alpha },
        values: own.map((search) => least(search, { method: 'kd', temperature, alpha })),
      })),
    );
    if (!points.every(({ values }) => values.every(Number.isFinite))) return [];
    const scratch = meanOf(own.map((search) => least(search, { method: 'scratch' })));
    return [
      sweepCurves({
        title: `Temperature on validation, ${student} by kd`,
        metric: 'validation log-loss (less is better)',
        bands: 'First seed, at the best rate and decay tried; bands are 95% intervals over splits',
        points,
        references: [
          { name: 'teacher', role: 'teacher', value: teacher.validationLogLoss },
          { name: 'from scratch', role: 'scratch', value: scratch },
        ],
      }),
    ];
  });
}
