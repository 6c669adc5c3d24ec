import { checkOptions } from '../errors';
import { type MeanAndInterval, meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBars, rangeOfIntervals } from './interval-marks';
import { axis, houseLayout } from './layout';
import { roleColour, symbolOf } from './theme';

/** One model's metric by slice. */
export interface SliceSeries {
  readonly name: string;
  readonly role: Role;
  /** One entry a slice: how many rows it has, and a value a seed or fold (none for an empty slice). */
  readonly slices: readonly {
    readonly name: string;
    readonly count: number;
    readonly values: ArrayLike<number>;
  }[];
}

function intervalsOf({ slices }: SliceSeries): (MeanAndInterval | null)[] {
  return slices.map(({ values }) => (values.length === 0 ? null : meanAndInterval(values)));
}

function traceOf(series: SliceSeries, index: number): Trace {
  const { name, slices } = series;
  const color = roleColour(series.role);
  const intervals = intervalsOf(series);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    offsetgroup: name,
    x: slices.map((slice) => `${slice.name}<br>n = ${slice.count.toLocaleString('en-US')}`),
    y: intervals.map((interval) => interval?.mean ?? null),
    marker: { color, size: 11, symbol: symbolOf(index) },
    error_y: intervalBars(intervals, color),
    hovertemplate: `%{x}: %{y:.4f}<extra>${name}</extra>`,
  };
}

/**
 * A metric by slice, e.g. RMSE on cold, rare and popular items: a mark a model, side by side, with 95%
 * intervals over seeds. Marks and not bars, as the axis does not start at 0.
 * @param options.metric the y axis' title with its unit, e.g. "test RMSE (stars)"
 * @param options.x what the slices divide, e.g. "training ratings of the item"
 */
export function sliceComparison(options: {
  readonly title: string;
  readonly metric: string;
  readonly x: string;
  readonly series: readonly SliceSeries[];
}): Figure {
  checkOptions('sliceComparison', options, ['title', 'metric', 'x', 'series']);
  const { title, metric, x, series } = options;
  const hasIntervals = series.some(({ slices }) => slices.some(({ values }) => values.length > 1));
  const known = series.flatMap(intervalsOf).filter((interval) => interval !== null);
  const subtitle = `n rows a slice${hasIntervals ? '; whiskers are 95% intervals' : ''}`;
  return {
    data: series.map(traceOf),
    layout: houseLayout(
      { title, subtitle, x, y: metric },
      {
        yaxis: axis(metric, { range: rangeOfIntervals(known, []) }),
        scattermode: 'group',
        scattergap: 0.45,
        xaxis: axis(x, { type: 'category', showgrid: false, showdividers: true }),
      },
    ),
  };
}
