import { checkOptions, InputError } from '../errors';
import type { Figure, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, sequenceColour, symbolOf } from './theme';

/** One way of doing it, and how much better it is than what it is held against. */
export interface DifferencePoint {
  readonly name: string;
  /** Points of one group have one colour and symbol. */
  readonly group: string;
  /** Above 0 is better. */
  readonly difference: number;
  /** Ends of its interval. */
  readonly low: number;
  readonly high: number;
}

/** One data set's points. */
export interface DifferencePanel {
  readonly name: string;
  /** The x axis' title, with its unit. */
  readonly metric: string;
  readonly points: readonly DifferencePoint[];
}

const GAP = 0.06;

function axisName(panel: number): string {
  return panel === 0 ? 'x' : `x${panel + 1}`;
}

function tracesOf(panel: DifferencePanel, at: number, groups: readonly string[]): Trace[] {
  return groups.flatMap((group, g) => {
    const points = panel.points.filter((point) => point.group === group);
    if (points.length === 0) return [];
    const color = sequenceColour(g, groups.length);
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: group,
        legendgroup: group,
        showlegend: false,
        xaxis: axisName(at),
        x: points.map(({ difference }) => difference),
        y: points.map(({ name }) => name),
        marker: { color, size: 9, symbol: symbolOf(g) },
        error_x: {
          ...{ type: 'data', symmetric: false, color, thickness: 1.4, width: 3 },
          array: points.map(({ difference, high }) => high - difference),
          arrayminus: points.map(({ difference, low }) => difference - low),
        },
        hovertemplate: `%{y}: %{x:.4f}<extra>${panel.name}</extra>`,
      },
    ];
  });
}

/** A legend entry a group, whichever panels it stands in. */
function legendOf(groups: readonly string[]): Trace[] {
  return groups.map((group, g) => ({
    ...{ type: 'scatter', mode: 'markers', name: group, legendgroup: group, x: [null], y: [null] },
    marker: { color: sequenceColour(g, groups.length), size: 9, symbol: symbolOf(g) },
  }));
}

/** What most of the points span, so that one far away does not press the others together. */
function rangeOf({ points }: DifferencePanel): [number, number] {
  const sizes = points.map(({ difference }) => Math.abs(difference)).sort((a, b) => a - b);
  const usual = sizes[Math.floor(0.85 * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
  const reach = (ends: number[]) => Math.min(4 * usual, Math.max(usual, ...ends)) * 1.1;
  return [-reach(points.map(({ low }) => -low)), reach(points.map(({ high }) => high))];
}

/**
 * Differences beside each other: a row a way of doing it, a panel a data set, a dot with its interval on each, right of
 * the line at 0 where it is better. Rows stand in the order in which points first name them, the first on top. What lies
 * far beyond the others is cut.
 * @throws InputError without a panel, or where one has no point
 */
export function differenceDots(options: {
  readonly title: string;
  readonly subtitle: string;
  readonly panels: readonly DifferencePanel[];
}): Figure {
  checkOptions('differenceDots', options, ['title', 'subtitle', 'panels']);
  const { title, subtitle, panels } = options;
  const empty = panels.find(({ points }) => points.length === 0);
  if (panels.length === 0 || empty !== undefined)
    throw new InputError(
      `differenceDots: ${empty === undefined ? 'panels is empty' : `"${empty.name}" has no point`}; expected at least one point of one panel`,
    );
  const all = panels.flatMap(({ points }) => points);
  const groups = [...new Set(all.map(({ group }) => group))];
  const names = [...new Set(all.map(({ name }) => name))];
  const width = (1 - GAP * (panels.length - 1)) / panels.length;
  const starts = panels.map((_, at) => at * (width + GAP));
  const axes = panels.map((panel, at) => [
    at === 0 ? 'xaxis' : `xaxis${at + 1}`,
    axis(panel.metric, { range: rangeOf(panel), domain: [starts[at], starts[at] + width], nticks: 5 }),
  ]);
  return {
    data: [...panels.flatMap((panel, at) => tracesOf(panel, at, groups)), ...legendOf(groups)],
    layout: houseLayout(
      { title, subtitle, x: '', y: '' },
      {
        ...Object.fromEntries(axes),
        yaxis: axis('', { type: 'category', categoryarray: names, autorange: 'reversed' }),
        shapes: panels.map((_, at) => ({
          ...{ type: 'line', xref: axisName(at), yref: 'paper', x0: 0, x1: 0, y0: 0, y1: 1 },
          line: { color: faintInk, width: 1, dash: 'dot' },
        })),
        annotations: panels.map(({ name }, at) => ({
          ...{ text: name, xref: 'paper', yref: 'paper', x: starts[at] + width / 2, y: 1, showarrow: false },
          ...{ xanchor: 'center', yanchor: 'bottom', font: { size: 13, color: faintInk } },
        })),
        height: 260 + 22 * names.length,
        margin: { l: 62, r: 24, t: 100, b: 56 },
      },
    ),
  };
}
