import { checkOptions } from '../errors';
import { meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBars } from './interval-marks';
import { axis, houseLayout } from './layout';
import { ink, roleColour, symbolOf } from './theme';

export interface SizedModel {
  readonly name: string;
  readonly role: Role;
  /** In the unit of `sizeTitle`, positive. */
  readonly size: number;
  /** The error, a value a seed or fold. */
  readonly values: ArrayLike<number>;
}

function traceOf({ name, role, size, values }: SizedModel, index: number): Trace {
  const color = roleColour(role);
  const interval = meanAndInterval(values);
  return {
    type: 'scatter',
    mode: 'markers+text',
    name,
    x: [size],
    y: [interval.mean],
    text: [name],
    textposition: 'top center',
    textfont: { color: ink, size: 12 },
    cliponaxis: false,
    marker: { color, size: 12, symbol: symbolOf(index) },
    error_y: intervalBars([interval], color),
    hovertemplate: `%{x:,}: %{y:.4f}<extra>${name}</extra>`,
    showlegend: false,
  };
}

/**
 * Each model by its size and its error: the lower left corner is where one wants to be.
 * @param options.metric the y axis' title with its unit, e.g. "test RMSE (stars)"
 * @param options.sizeTitle the x axis' title with its unit, e.g. "weights" or "size on disk (bytes)"
 */
export function sizeAgainstError(options: {
  readonly title: string;
  readonly metric: string;
  readonly sizeTitle: string;
  readonly models: readonly SizedModel[];
}): Figure {
  checkOptions('sizeAgainstError', options, ['title', 'metric', 'sizeTitle', 'models']);
  const { title, metric, sizeTitle, models } = options;
  const x = `${sizeTitle}, log scale`;
  const powers = models.map(({ size }) => Math.log10(size));
  const hasIntervals = models.some(({ values }) => values.length > 1);
  const subtitle = `Smaller and better is lower left${hasIntervals ? '; whiskers are 95% intervals' : ''}`;
  return {
    data: models.map(traceOf),
    layout: houseLayout(
      { title, subtitle, x, y: metric },
      {
        // Room at both sides, so that names fit.
        xaxis: axis(x, {
          type: 'log',
          dtick: 1,
          range: [Math.min(...powers) - 0.6, Math.max(...powers) + 0.6],
        }),
      },
    ),
  };
}
