import { checkOptions, InputError } from '../errors';
import type { Figure, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { sequenceColour } from './theme';

const binCount = 24;

/** softmax(logits / T), row after row. */
function softTargetsAt(logits: ArrayLike<number>, classes: number, temperature: number): Float64Array {
  const targets = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let peak = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) peak = Math.max(peak, logits[start + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      targets[start + c] = Math.exp((logits[start + c] - peak) / temperature);
      sum += targets[start + c];
    }
    for (let c = 0; c < classes; c++) targets[start + c] /= sum;
  }
  return targets;
}

/** The share of rows whose largest probability falls into each of the bins over [1/classes, 1]. */
function peakShares(targets: Float64Array, classes: number): { x: number[]; y: number[] } {
  const lowest = 1 / classes;
  const width = (1 - lowest) / binCount;
  const counts = new Array<number>(binCount).fill(0);
  for (let start = 0; start < targets.length; start += classes) {
    const peak = targets.subarray(start, start + classes).reduce((a, b) => Math.max(a, b));
    counts[Math.min(binCount - 1, Math.max(0, Math.floor((peak - lowest) / width)))]++;
  }
  const rows = targets.length / classes;
  return { x: counts.map((_, b) => lowest + (b + 0.5) * width), y: counts.map((count) => count / rows) };
}

interface Panels {
  readonly targets: Float64Array;
  readonly levels: readonly number[];
  readonly example: number;
  readonly name: string;
  readonly color: string;
}

function tracesOf({ targets, levels, example, name, color }: Panels): Trace[] {
  const classes = levels.length;
  const shared = { name, legendgroup: name };
  return [
    {
      ...shared,
      type: 'scatter',
      mode: 'lines',
      ...peakShares(targets, classes),
      line: { color, width: 2, shape: 'hvh' },
      hovertemplate: `largest probability about %{x:.2f}: %{y:.1%}<extra>${name}</extra>`,
    },
    {
      ...shared,
      type: 'bar',
      showlegend: false,
      xaxis: 'x2',
      yaxis: 'y2',
      x: levels.map(String),
      y: Array.from(targets.subarray(example * classes, (example + 1) * classes)),
      marker: { color },
      hovertemplate: `level %{x}: %{y:.3f}<extra>${name}</extra>`,
    },
  ];
}

function panels(): Record<string, unknown> {
  return {
    height: 600,
    barmode: 'group',
    xaxis: axis("the teacher's largest probability", { anchor: 'y', range: [0, 1.02] }),
    yaxis: axis('share of the pairs', { domain: [0.58, 1], tickformat: '.0%', rangemode: 'tozero' }),
    xaxis2: axis('rating level, one pair', { anchor: 'y2', type: 'category', showgrid: false }),
    yaxis2: axis('probability', { domain: [0, 0.38], rangemode: 'tozero' }),
  };
}

/**
 * What a temperature does to soft targets: above, how sure the teacher looks over all pairs at each T; below, one
 * pair's target. As T grows, the probabilities draw together and the order of the levels stays.
 * @param options.logits [rows, levels.length], row-major, the teacher's
 * @param options.example the row that the lower panel shows
 */
export function softTargetHistogram(options: {
  readonly title: string;
  readonly logits: ArrayLike<number>;
  readonly levels: readonly number[];
  readonly temperatures: readonly number[];
  readonly example: number;
}): Figure {
  checkOptions('softTargetHistogram', options, ['title', 'logits', 'levels', 'temperatures', 'example']);
  const { title, logits, levels, temperatures, example } = options;
  const rows = logits.length / levels.length;
  if (!Number.isInteger(rows) || !(example >= 0 && example < rows)) {
    throw new InputError(
      `softTargetHistogram: logits has ${logits.length} values for ${levels.length} levels and example is ${example}; expected whole rows and an example among them`,
    );
  }
  const sorted = [...temperatures].sort((a, b) => a - b);
  return {
    data: sorted.flatMap((temperature, i) =>
      tracesOf({
        targets: softTargetsAt(logits, levels.length, temperature),
        levels,
        example,
        name: `T = ${temperature}`,
        color: sequenceColour(i, sorted.length),
      }),
    ),
    layout: houseLayout({ title, subtitle: 'Above: all pairs; below: one of them', x: '', y: '' }, panels()),
  };
}
