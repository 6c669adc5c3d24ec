import { checkOptions, InputError } from '../errors';
import type { Figure } from './figure';
import { axis, houseLayout } from './layout';
import { dashOf, sequenceColour, symbolOf } from './theme';

/** A setting by epoch. */
export interface ScheduleCurve {
  readonly name: string;
  /** One an epoch, from the first. */
  readonly values: readonly number[];
}

/**
 * Settings that change from epoch to epoch, a line a schedule.
 * @param options.setting the y axis' title, e.g. "alpha"
 * @throws InputError without a schedule, or where one has no epoch
 */
export function scheduleCurves(options: {
  readonly title: string;
  readonly subtitle: string;
  readonly setting: string;
  readonly schedules: readonly ScheduleCurve[];
}): Figure {
  checkOptions('scheduleCurves', options, ['title', 'subtitle', 'setting', 'schedules']);
  const { title, subtitle, setting, schedules } = options;
  const empty = schedules.find(({ values }) => values.length === 0);
  if (schedules.length === 0 || empty !== undefined)
    throw new InputError(
      `scheduleCurves: ${empty === undefined ? 'schedules is empty' : `"${empty.name}" has no epoch`}; expected at least one schedule of at least one epoch`,
    );
  const data = schedules.map(({ name, values }, k) => {
    const color = sequenceColour(k, schedules.length);
    return {
      ...{ type: 'scatter', mode: 'lines+markers', name, cliponaxis: false },
      x: values.map((_, epoch) => epoch + 1),
      y: [...values],
      line: { color, width: 2.5, dash: dashOf(k) },
      marker: { color, size: 8, symbol: symbolOf(k) },
      hovertemplate: `epoch %{x}: %{y:.3f}<extra>${name}</extra>`,
    };
  });
  return {
    data,
    layout: houseLayout(
      { title, subtitle, x: 'epoch', y: setting },
      { yaxis: axis(setting, { rangemode: 'tozero' }) },
    ),
  };
}
