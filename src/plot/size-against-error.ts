import { checkOptions } from '../errors';
import { meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBars } from './interval-marks';
import { axis, houseLayout } from './layout';
import { roleColour, symbolOf } from './theme';

export interface SizedModel {
  readonly name: string;
  readonly role: Role;
  /** In the unit of `sizeTitle`, positive. */
  readonly size: number;
  /** The error, a value a seed or fold. */
  readonly values: ArrayLike<number>;
}

function traceOf({ name, role, size, values }: SizedModel, sizes: readonly number[]): Trace {
  const color = roleColour(role);
  const interval = meanAndInterval(values);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: [size],
    y: [interval.mean],
    cliponaxis: false,
    marker: { color, size: 12, symbol: symbolOf(sizes.indexOf(size)) },
    error_y: intervalBars([interval], color),
    hovertemplate: `%{x:,}: %{y:.4f}<extra>${name}</extra>`,
  };
}

/**
 * Each model by its size and its error: the lower left corner is where one wants to be. Colours tell roles apart,
 * symbols sizes: what one student became by other ways of training has one symbol. Names stand in the legend, as
 * models of one size lie close above each other.
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
  const sizes = [...new Set(models.map(({ size }) => size))];
  const hasIntervals = models.some(({ values }) => values.length > 1);
  const subtitle = `Smaller and better is lower left${hasIntervals ? '; whiskers are 95% intervals' : ''}`;
  return {
    data: models.map((model) => traceOf(model, sizes)),
    layout: houseLayout(
      { title, subtitle, x, y: metric },
      {
        xaxis: axis(x, {
          type: 'log',
          dtick: 1,
          range: [Math.min(...powers) - 0.6, Math.max(...powers) + 0.6],
        }),
      },
    ),
  };
}
