import { checkOptions, InputError } from '../errors';
import type { Figure, Role, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { ink, roleColour } from './theme';

/** The same difference measured many times. */
export interface DifferenceSeries {
  readonly name: string;
  readonly role: Role;
  readonly values: ArrayLike<number>;
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function traceOf({ name, role, values }: DifferenceSeries): Trace {
  return {
    type: 'histogram',
    name: `${name} (mean ${meanOf(values).toFixed(4)})`,
    x: Array.from(values),
    nbinsx: 60,
    // One grid of bins for all series, so that heights can be compared.
    bingroup: 'differences',
    opacity: 0.65,
    marker: { color: roleColour(role) },
    hovertemplate: `%{x}: %{y}<extra>${name}</extra>`,
  };
}

/**
 * How differences spread over repetitions, one histogram a series over one axis, with a line at no difference.
 * @param options.x what the difference is of, with its unit, e.g. "RMSE difference (stars)"
 * @param options.y what is counted, e.g. "halvings"
 */
export function differenceHistogram(options: {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly DifferenceSeries[];
}): Figure {
  checkOptions('differenceHistogram', options, ['title', 'x', 'y', 'series']);
  const { title, x, y, series } = options;
  if (series.length === 0 || series.some(({ values }) => values.length === 0)) {
    throw new InputError('differenceHistogram: expected at least one series, and values in each');
  }
  const line = { type: 'line', x0: 0, x1: 0, yref: 'paper', y0: 0, y1: 1, line: { color: ink, dash: 'dot' } };
  return {
    data: series.map(traceOf),
    layout: houseLayout(
      { title, subtitle: 'The dotted line is no difference', x, y },
      { barmode: 'overlay', shapes: [line], xaxis: axis(x), yaxis: axis(y) },
    ),
  };
}
