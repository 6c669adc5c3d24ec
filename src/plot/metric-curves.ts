import { checkOptions, InputError } from '../errors';
import { meanAndInterval } from '../evaluate';
import type { Figure, Trace } from './figure';
import { intervalBand, rangeOfIntervals } from './interval-marks';
import { axis, houseLayout } from './layout';
import type { ReferenceLine } from './sweep-curves';
import { dashOf, ink, roleColour, sequenceColour, symbolOf } from './theme';

/** A metric along an axis, e.g. by the number of items that are kept. */
export interface MetricCurve {
  readonly name: string;
  readonly points: readonly {
    /** Positive: the axis is logarithmic. */
    readonly x: number;
    /** One a seed or fold. */
    readonly values: ArrayLike<number>;
    /** Stands at the mark. */
    readonly label?: string;
  }[];
}

interface Place {
  readonly index: number;
  readonly count: number;
}

function tracesOf(curve: MetricCurve, { index, count }: Place): Trace[] {
  const points = [...curve.points].sort((a, b) => a.x - b.x);
  const x = points.map((point) => point.x);
  const intervals = points.map(({ values }) => meanAndInterval(values));
  const color = sequenceColour(index, count);
  const isLabelled = points.some(({ label }) => label !== undefined);
  return [
    ...intervalBand({ x, intervals, color, group: curve.name }),
    {
      type: 'scatter',
      mode: isLabelled ? 'lines+markers+text' : 'lines+markers',
      name: curve.name,
      legendgroup: curve.name,
      x,
      y: intervals.map(({ mean }) => mean),
      ...(isLabelled
        ? {
            text: points.map(({ label = '' }) => label),
            textposition: index % 2 === 0 ? 'top center' : 'bottom center',
            textfont: { color: ink, size: 11 },
          }
        : {}),
      cliponaxis: false,
      line: { color, width: 2.5, dash: dashOf(index) },
      marker: { color, size: 9, symbol: symbolOf(index) },
      hovertemplate: `%{x:,}: %{y:.4f}<extra>${curve.name}</extra>`,
    },
  ];
}

function referenceTrace({ name, role, value }: ReferenceLine, index: number, x: readonly number[]): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: [Math.min(...x), Math.max(...x)],
    y: [value, value],
    line: { color: roleColour(role), width: 1.8, dash: dashOf(index + 1) },
    hovertemplate: `%{y:.4f}<extra>${name}</extra>`,
  };
}

/**
 * A metric against any positive quantity on a logarithmic axis: a curve a series, between lines to compare with.
 * @param options.x the axis' title with its unit, e.g. "items kept of each query"
 * @param options.metric the y axis' title, e.g. "validation NDCG@10"
 * @param options.ticks where the axis is labelled; plotly decides where they are not given
 * @throws InputError where a curve has no point or a point does not lie above 0
 */
export function metricCurves(options: {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: string;
  readonly metric: string;
  readonly ticks?: readonly number[];
  readonly curves: readonly MetricCurve[];
  readonly references: readonly ReferenceLine[];
}): Figure {
  const known = ['title', 'subtitle', 'x', 'metric', 'ticks', 'curves', 'references'];
  checkOptions('metricCurves', options, known);
  const { title, subtitle = '', x, metric, ticks, curves, references } = options;
  const all = curves.flatMap(({ points }) => points.map((point) => point.x));
  if (curves.length === 0 || curves.some(({ points }) => points.length === 0) || !all.every((at) => at > 0)) {
    throw new InputError(
      `metricCurves: expected at least one curve, each with points above 0 on a logarithmic axis, found [${all.join(', ')}]`,
    );
  }
  const intervals = curves.flatMap(({ points }) => points.map(({ values }) => meanAndInterval(values)));
  const labels = ticks === undefined ? { dtick: 'D2' } : { tickvals: ticks, ticktext: ticks.map(String) };
  return {
    data: [
      ...references.map((line, i) => referenceTrace(line, i, all)),
      ...curves.flatMap((curve, index) => tracesOf(curve, { index, count: curves.length })),
    ],
    layout: houseLayout(
      { title, subtitle, x: `${x} (log scale)`, y: metric },
      {
        xaxis: axis(`${x} (log scale)`, { type: 'log', ...labels }),
        yaxis: axis(metric, {
          range: rangeOfIntervals(
            intervals,
            references.map(({ value }) => value),
          ),
        }),
      },
    ),
  };
}
