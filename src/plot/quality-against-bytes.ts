import { checkOptions } from '../errors';
import type { Figure, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, roleColour } from './theme';

/** A model by its size on disk and its quality. */
export interface WeighedModel {
  readonly name: string;
  readonly bytes: number;
  /** In the unit of `metric`. */
  readonly quality: number;
}

function marks(
  models: readonly WeighedModel[],
  look: { readonly name: string; readonly color: string; readonly symbol: string; readonly size: number },
): Trace {
  const { name, color, symbol, size } = look;
  return {
    ...{ type: 'scatter', mode: 'markers+text', name, cliponaxis: false },
    x: models.map(({ bytes }) => bytes / 1000),
    y: models.map(({ quality }) => quality),
    text: models.map((model) => model.name),
    textposition: 'top center',
    textfont: { size: 10, color: faintInk },
    marker: { color, symbol, size },
    hovertemplate: '%{x:.1f} kB: %{y:.4f}<extra>%{text}</extra>',
  };
}

/**
 * Compressed models by their bytes and their quality, with the line of those that none beats in both, and the knee.
 * @param options.metric the y axis' title, e.g. "validation RMSE (stars)"
 * @param options.isLowerBetter says where the good corner is
 * @param options.frontier places of the models that no other beats, fewest bytes first
 * @param options.knee place of the knee; null marks none
 * @param options.original place of the model that all others were made from
 */
export function qualityAgainstBytes(options: {
  readonly title: string;
  readonly metric: string;
  readonly isLowerBetter: boolean;
  readonly models: readonly WeighedModel[];
  readonly frontier: readonly number[];
  readonly knee: number | null;
  readonly original: number;
}): Figure {
  const known = ['title', 'metric', 'isLowerBetter', 'models', 'frontier', 'knee', 'original'];
  checkOptions('qualityAgainstBytes', options, known);
  const { title, metric, isLowerBetter, models, frontier, knee, original } = options;
  const along = frontier.map((i) => models[i]);
  const others = models.filter((_, i) => i !== original && i !== knee);
  const line: Trace = {
    ...{ type: 'scatter', mode: 'lines', name: 'none better in both', hoverinfo: 'skip' },
    x: along.map(({ bytes }) => bytes / 1000),
    y: along.map(({ quality }) => quality),
    line: { color: roleColour('other'), width: 1.4, dash: 'dot', shape: isLowerBetter ? 'vh' : 'hv' },
  };
  const x = 'bytes on disk (kB), log scale';
  const ticks = [0.1, 1, 10, 100, 1000, 10_000, 100_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
  const subtitle = `Smaller and better is ${isLowerBetter ? 'lower' : 'upper'} left`;
  return {
    data: [
      line,
      marks(others, { name: 'compressed', color: roleColour('distilled'), symbol: 'circle', size: 9 }),
      marks([models[original]], {
        name: 'as trained',
        color: roleColour('teacher'),
        symbol: 'square',
        size: 11,
      }),
      ...(knee === null
        ? []
        : [marks([models[knee]], { name: 'knee', color: roleColour('best'), symbol: 'star', size: 15 })]),
    ],
    layout: houseLayout(
      { title, subtitle, x, y: metric },
      {
        xaxis: axis(x, { type: 'log', tickvals: ticks, ticktext: ticks.map(String) }),
        height: 480,
        margin: { l: 62, r: 60, t: 86, b: 90 },
      },
    ),
  };
}
