import { checkOptions } from '../errors';
import { meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBand } from './interval-marks';
import { axis, houseLayout } from './layout';
import { roleColour, symbolOf } from './theme';

/** One model's error by the share of the ratings that it was trained on. */
export interface ShareLine {
  readonly name: string;
  readonly role: Role;
  /** share in (0, 1]; values are one a seed or fold */
  readonly points: readonly { readonly share: number; readonly values: ArrayLike<number> }[];
}

function tracesOf(line: ShareLine, index: number): Trace[] {
  const color = roleColour(line.role);
  const points = [...line.points].sort((a, b) => a.share - b.share);
  const x = points.map(({ share }) => share);
  const intervals = points.map(({ values }) => meanAndInterval(values));
  return [
    ...intervalBand({ x, intervals, color, group: line.name }),
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: line.name,
      legendgroup: line.name,
      x,
      y: intervals.map(({ mean }) => mean),
      line: { color, width: 2.5 },
      marker: { color, size: 8, symbol: symbolOf(index) },
      hovertemplate: `%{x:.0%} of the ratings: %{y:.4f}<extra>${line.name}</extra>`,
    },
  ];
}

/**
 * The error against the share of training ratings kept, e.g. 1%, 10% and 100%: what distillation and text are worth
 * where labels are few.
 * @param options.metric the y axis' title with its unit, e.g. "test RMSE (stars)"
 */
export function shareCurve(options: {
  readonly title: string;
  readonly metric: string;
  readonly lines: readonly ShareLine[];
}): Figure {
  checkOptions('shareCurve', options, ['title', 'metric', 'lines']);
  const { title, metric, lines } = options;
  const shares = [...new Set(lines.flatMap(({ points }) => points.map(({ share }) => share)))].sort(
    (a, b) => a - b,
  );
  const hasBands = lines.some(({ points }) => points.some(({ values }) => values.length > 1));
  const x = 'share of the training ratings (log scale)';
  return {
    data: lines.flatMap(tracesOf),
    layout: houseLayout(
      { title, subtitle: hasBands ? 'Mean over seeds and folds; bands are 95% intervals' : '', x, y: metric },
      {
        xaxis: axis(x, {
          type: 'log',
          tickvals: shares,
          ticktext: shares.map((share) => `${Number((share * 100).toPrecision(3))}%`),
        }),
      },
    ),
  };
}
