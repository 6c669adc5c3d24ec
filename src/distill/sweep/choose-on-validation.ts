import { checkOptions, InputError, nearestName } from '../../errors';
import type { TrialResult } from './results-file';
import { canonicalJson } from './trial-key';

/** One setting's validation metric over its seeds. */
export interface SettingsScore<Trial extends object> {
  readonly settings: Omit<Trial, 'seed'>;
  /** One value a seed; null where a trial diverged. */
  readonly values: readonly (number | null)[];
  /** NaN where a trial diverged. */
  readonly mean: number;
}

/** Whatever was measured on test data must not be there when something is chosen. */
function refuseTestKeys(record: object, row: number): void {
  for (const [name, value] of Object.entries(record)) {
    if (/test/i.test(name)) {
      throw new InputError(
        `chooseOnValidation: row ${row} holds "${name}"; choose on validation alone and measure test data once, for what was chosen`,
      );
    }
    if (typeof value === 'object' && value !== null) refuseTestKeys(value, row);
  }
}

function metricOf(row: TrialResult<object>, metric: string, number: number): number | null {
  if (Object.hasOwn(row.metrics, metric)) return row.metrics[metric];
  const names = Object.keys(row.metrics);
  const hint = names.length > 0 ? `; did you mean "${nearestName(metric, names)}"?` : '';
  throw new InputError(`chooseOnValidation: row ${number} has no metric "${metric}"${hint}`);
}

function groupBySettings<Trial extends object>(
  rows: readonly TrialResult<Trial>[],
  metric: string,
): SettingsScore<Trial>[] {
  const groups = new Map<string, { settings: Omit<Trial, 'seed'>; values: (number | null)[] }>();
  for (const [i, row] of rows.entries()) {
    const { seed: _, ...settings } = row.trial as Trial & { seed?: unknown };
    const name = canonicalJson(settings);
    const group = groups.get(name) ?? { settings: settings as Omit<Trial, 'seed'>, values: [] };
    group.values.push(metricOf(row, metric, i));
    groups.set(name, group);
  }
  return [...groups.values()].map(({ settings, values }) => {
    const sum = values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0);
    return { settings, values, mean: sum / values.length };
  });
}

/**
 * Chooses settings by the mean of a validation metric over seeds. Settings with a trial that diverged come last.
 * @param options.rows results of a sweep; their trials differ in `seed` and in what is chosen
 * @param options.metric a name in the rows' metrics
 * @param options.smaller whether a smaller metric is better or worse
 * @returns the best settings, and all of them from best to worst (ties stay in the rows' order)
 * @throws InputError if a row holds anything named after a test, settings do not all have the same number of seeds, or
 *   every setting diverged
 */
export function chooseOnValidation<Trial extends object>(options: {
  readonly rows: readonly TrialResult<Trial>[];
  readonly metric: string;
  readonly smaller: 'better' | 'worse';
}): { best: SettingsScore<Trial>; ranking: SettingsScore<Trial>[] } {
  checkOptions('chooseOnValidation', options, ['rows', 'metric', 'smaller']);
  const { rows, metric, smaller } = options;
  if (/test/i.test(metric)) {
    throw new InputError(`chooseOnValidation: "${metric}" is measured on test data; choose on validation`);
  }
  for (const [i, row] of rows.entries()) refuseTestKeys(row, i);
  const scores = groupBySettings(rows, metric);
  const uneven = scores.find(({ values }) => values.length !== scores[0].values.length);
  if (uneven) {
    throw new InputError(
      `chooseOnValidation: ${canonicalJson(scores[0].settings)} has ${scores[0].values.length} seeds and ${canonicalJson(uneven.settings)} has ${uneven.values.length}; finish the sweep first`,
    );
  }
  const sign = smaller === 'better' ? 1 : -1;
  const rank = ({ mean }: { mean: number }) => (Number.isNaN(mean) ? Number.POSITIVE_INFINITY : sign * mean);
  const ranking = [...scores].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  if (ranking.length === 0 || Number.isNaN(ranking[0].mean)) {
    throw new InputError(
      `chooseOnValidation: none of ${rows.length} rows has a finite ${metric}; nothing can be chosen`,
    );
  }
  return { best: ranking[0], ranking };
}
