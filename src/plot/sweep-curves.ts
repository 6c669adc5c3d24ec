import { checkOptions, InputError } from '../errors';
import { type MeanAndInterval, meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBand, rangeOfIntervals } from './interval-marks';
import { axis, houseLayout } from './layout';
import { dashOf, roleColour, sequenceColour, symbolOf } from './theme';

/** What one temperature and alpha gave, a value a seed or fold. */
export interface SweepPoint {
  readonly temperature: number;
  readonly alpha: number;
  readonly values: ArrayLike<number>;
}

/** A line to compare with, e.g. the teacher's error. */
export interface ReferenceLine {
  readonly name: string;
  readonly role: Role;
  readonly value: number;
}

interface CurvePoint extends MeanAndInterval {
  readonly temperature: number;
}

function curveOf(points: readonly SweepPoint[], alpha: number): CurvePoint[] {
  return points
    .filter((point) => point.alpha === alpha)
    .sort((a, b) => a.temperature - b.temperature)
    .map(({ temperature, values }) => ({ temperature, ...meanAndInterval(values) }));
}

function tracesOf(curve: readonly CurvePoint[], alpha: number, index: number, count: number): Trace[] {
  const color = sequenceColour(index, count);
  const name = `distilled, alpha ${alpha}`;
  return [
    ...intervalBand({ x: curve.map(({ temperature }) => temperature), intervals: curve, color, group: name }),
    {
      type: 'scatter',
      mode: 'lines+markers',
      name,
      legendgroup: name,
      x: curve.map(({ temperature }) => temperature),
      y: curve.map(({ mean }) => mean),
      line: { color, width: 2.5 },
      marker: { color, size: 8, symbol: symbolOf(index) },
      hovertemplate: `T = %{x}: %{y:.4f}<extra>${name}</extra>`,
    },
  ];
}

function referenceTrace(line: ReferenceLine, index: number, temperatures: readonly number[]): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: line.name,
    x: [temperatures[0], temperatures[temperatures.length - 1]],
    y: [line.value, line.value],
    line: { color: roleColour(line.role), width: 1.8, dash: dashOf(index + 1) },
    hovertemplate: `%{y:.4f}<extra>${line.name}</extra>`,
  };
}

/**
 * The error against the temperature, one curve an alpha with its 95% interval, between lines for the teacher, the
 * student from scratch and the best possible error.
 * @param options.metric the y axis' title with its unit, e.g. "validation RMSE (stars)"
 * @param options.bands what the values were taken over, for the subtitle; seeds where not given
 */
export function sweepCurves(options: {
  readonly title: string;
  readonly metric: string;
  readonly bands?: string;
  readonly points: readonly SweepPoint[];
  readonly references: readonly ReferenceLine[];
}): Figure {
  checkOptions('sweepCurves', options, ['title', 'metric', 'bands', 'points', 'references']);
  const { title, metric, bands = 'Mean over seeds; bands are 95% intervals', points, references } = options;
  if (points.length === 0) throw new InputError('sweepCurves: points is empty; expected at least one trial');
  const temperatures = [...new Set(points.map((point) => point.temperature))].sort((a, b) => a - b);
  const alphas = [...new Set(points.map((point) => point.alpha))].sort((a, b) => a - b);
  const curves = alphas.map((alpha) => curveOf(points, alpha));
  const hasBands = curves.flat().some(({ low }) => low !== null);
  return {
    data: [
      ...references.map((line, i) => referenceTrace(line, i, temperatures)),
      ...curves.flatMap((curve, i) => tracesOf(curve, alphas[i], i, alphas.length)),
    ],
    layout: houseLayout(
      {
        title,
        subtitle: hasBands ? bands : '',
        x: 'temperature T (log scale)',
        y: metric,
      },
      {
        xaxis: axis('temperature T (log scale)', {
          type: 'log',
          tickvals: temperatures,
          ticktext: temperatures.map(String),
        }),
        yaxis: axis(metric, {
          range: rangeOfIntervals(
            curves.flat(),
            references.map(({ value }) => value),
          ),
        }),
      },
    ),
  };
}
