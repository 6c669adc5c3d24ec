import { checkOptions, InputError } from '../errors';
import { meanAndInterval } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { intervalBars, rangeOfIntervals } from './interval-marks';
import { axis, houseLayout } from './layout';
import type { ReferenceLine } from './sweep-curves';
import { dashOf, roleColour, symbolOf } from './theme';

/** One way of training and what it gave, a value a seed or fold. */
export interface MethodValues {
  readonly name: string;
  readonly role: Role;
  readonly values: ArrayLike<number>;
}

function traceOf({ name, role, values }: MethodValues, index: number): Trace {
  const color = roleColour(role);
  const interval = meanAndInterval(values);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    showlegend: false,
    x: [interval.mean],
    y: [name],
    marker: { color, size: 11, symbol: symbolOf(index) },
    error_x: intervalBars([interval], color),
    hovertemplate: `%{x:.4f}<extra>${name}</extra>`,
  };
}

function seedsOf({ name, role, values }: MethodValues): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    name: `${name}, by seed`,
    showlegend: false,
    x: Array.from(values),
    y: Array.from(values, () => name),
    marker: { color: roleColour(role), size: 6, opacity: 0.45, symbol: 'line-ns-open' },
    hovertemplate: `%{x:.4f}<extra>${name}, one seed</extra>`,
  };
}

function referenceTrace(line: ReferenceLine, index: number, names: readonly string[]): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: line.name,
    x: names.map(() => line.value),
    y: names,
    line: { color: roleColour(line.role), width: 1.8, dash: dashOf(index) },
    hovertemplate: `%{x:.4f}<extra>${line.name}</extra>`,
  };
}

/**
 * Ways of training beside each other: a row a method with its mean, 95% interval and seeds, across lines for what they
 * are held against, e.g. the teacher and the student from scratch. Methods stand in the order given, the first on top.
 * @param options.metric the x axis' title, e.g. "test NDCG@10"
 * @throws InputError without a method, or where one has no value
 */
export function methodIntervals(options: {
  readonly title: string;
  readonly metric: string;
  readonly methods: readonly MethodValues[];
  readonly references: readonly ReferenceLine[];
}): Figure {
  checkOptions('methodIntervals', options, ['title', 'metric', 'methods', 'references']);
  const { title, metric, methods, references } = options;
  const empty = methods.find(({ values }) => values.length === 0);
  if (methods.length === 0 || empty !== undefined) {
    throw new InputError(
      `methodIntervals: ${empty === undefined ? 'methods is empty' : `"${empty.name}" has no value`}; expected at least one value of one method`,
    );
  }
  const names = methods.map(({ name }) => name);
  const intervals = methods.map(({ values }) => meanAndInterval(values));
  const levels = references.map(({ value }) => value);
  return {
    data: [
      ...references.map((line, i) => referenceTrace(line, i, names)),
      ...methods.map(seedsOf),
      ...methods.map(traceOf),
    ],
    layout: houseLayout(
      {
        title,
        subtitle: 'Mean over seeds; whiskers are 95% intervals, ticks single seeds',
        x: metric,
        y: '',
      },
      {
        xaxis: axis(metric, { range: rangeOfIntervals(intervals, levels) }),
        yaxis: axis('', { type: 'category', categoryarray: names, autorange: 'reversed' }),
        height: 240 + 40 * methods.length,
      },
    ),
  };
}
