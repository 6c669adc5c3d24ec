import { checkOptions, InputError } from '../errors';
import type { Figure, Role, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { dashOf, ink, roleColour, symbolOf } from './theme';

/** One method's metric under every protocol. */
export interface MethodByProtocol {
  readonly name: string;
  readonly role: Role;
  /** One a protocol, in the order of the protocols; larger is better. */
  readonly values: readonly number[];
}

/** Place among the methods under one protocol, 1 for the best; methods of equal value share the mean of their places. */
function placeOf(method: number, values: readonly number[]): number {
  const better = values.filter((value) => value > values[method]).length;
  const equal = values.filter((value) => value === values[method]).length;
  return better + (equal + 1) / 2;
}

/** Pairs of methods that any later protocol puts the other way round than the first. */
function swappedPairs(methods: readonly MethodByProtocol[]): number {
  let swapped = 0;
  for (const [i, { values: a }] of methods.entries()) {
    for (const { values: b } of methods.slice(0, i)) {
      swapped += Number(a.some((value, protocol) => (value - b[protocol]) * (a[0] - b[0]) < 0));
    }
  }
  return swapped;
}

function traceOf(
  method: MethodByProtocol,
  index: number,
  protocols: readonly string[],
  places: number[],
): Trace {
  const { name, role, values } = method;
  const color = roleColour(role);
  return {
    type: 'scatter',
    mode: 'lines+markers+text',
    name,
    x: protocols,
    y: places,
    text: values.map((value) => value.toFixed(3)),
    textposition: 'top center',
    textfont: { color: ink, size: 11 },
    cliponaxis: false,
    line: { color, width: 2, dash: dashOf(index) },
    marker: { color, size: 11, symbol: symbolOf(index) },
    hovertemplate: `%{x}: place %{y}, %{text}<extra>${name}</extra>`,
  };
}

/**
 * The order of methods under several protocols of evaluation, e.g. the full ranking and samples of negatives: a line a
 * method through its places, the metric's value at each. Lines that cross are methods that a protocol reorders.
 * @param options.metric with its cut-off, e.g. "NDCG@10"
 * @param options.protocols the one that the others are judged by first, e.g. the full ranking
 * @throws InputError unless there are two protocols and two methods, each with a finite value under every protocol
 * @see Krichene & Rendle 2020, "On sampled metrics for item recommendation"
 */
export function protocolRanks(options: {
  readonly title: string;
  readonly metric: string;
  readonly protocols: readonly string[];
  readonly methods: readonly MethodByProtocol[];
}): Figure {
  checkOptions('protocolRanks', options, ['title', 'metric', 'protocols', 'methods']);
  const { title, metric, protocols, methods } = options;
  if (protocols.length < 2 || methods.length < 2) {
    throw new InputError(
      `protocolRanks: found ${protocols.length} protocols and ${methods.length} methods; expected at least two of each`,
    );
  }
  for (const { name, values } of methods) {
    if (values.length === protocols.length && values.every(Number.isFinite)) continue;
    throw new InputError(
      `protocolRanks: "${name}" has [${values.join(', ')}]; expected a finite value for each of ${protocols.join(', ')}`,
    );
  }
  const byProtocol = protocols.map((_, protocol) => methods.map(({ values }) => values[protocol]));
  const placesOf = (method: number) => byProtocol.map((values) => placeOf(method, values));
  const pairs = (methods.length * (methods.length - 1)) / 2;
  const subtitle = `Numbers are ${metric}; ${swappedPairs(methods)} of ${pairs} pairs change places against "${protocols[0]}"`;
  const [x, y] = ['protocol of evaluation', `place by ${metric}, 1 is best`];
  return {
    data: methods.map((method, index) => traceOf(method, index, protocols, placesOf(index))),
    layout: houseLayout(
      { title, subtitle, x, y },
      {
        xaxis: axis(x, { type: 'category', showgrid: false, range: [-0.35, protocols.length - 0.65] }),
        yaxis: axis(y, { range: [methods.length + 0.5, 0.4], dtick: 1 }),
      },
    ),
  };
}
