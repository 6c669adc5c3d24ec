import { checkOptions } from '../errors';
import type { Calibration } from '../evaluate';
import type { Figure, Role, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, roleColour, symbolOf } from './theme';

export interface ReliabilityCurve {
  readonly name: string;
  readonly role: Role;
  readonly calibration: Calibration;
}

function curveTraces({ name, role, calibration }: ReliabilityCurve, index: number): Trace[] {
  const color = roleColour(role);
  const filled = calibration.bins.filter(({ count }) => count > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      type: 'scatter',
      mode: 'lines+markers',
      name: `${name} (ECE ${calibration.ece.toFixed(3)})`,
      legendgroup: name,
      x: filled.map(({ confidence }) => confidence),
      y: filled.map(({ accuracy }) => accuracy),
      line: { color, width: 2 },
      cliponaxis: false,
      marker: { color, size: 8, symbol: symbolOf(index) },
      hovertemplate: `confidence %{x:.2f}, accuracy %{y:.2f}<extra>${name}</extra>`,
    },
    {
      type: 'bar',
      name,
      legendgroup: name,
      showlegend: false,
      yaxis: 'y2',
      x: calibration.bins.map(({ from, to }) => (from + to) / 2),
      y: calibration.bins.map(({ count }) => count / total),
      marker: { color },
      hovertemplate: `confidence about %{x:.2f}: %{y:.1%} of the rows<extra>${name}</extra>`,
    },
  ];
}

/** What the axes are called, and how to read them. */
export interface ReliabilityWords {
  readonly x: string;
  readonly y: string;
  readonly subtitle: string;
}

const ofLevels: ReliabilityWords = {
  x: 'confidence (probability of the predicted level)',
  y: 'accuracy',
  subtitle: 'Below the diagonal a model is too sure of itself',
};

/**
 * Accuracy against confidence, bin by bin: on the diagonal a model that is 70% sure hits 70% of the time; below it,
 * the model is too sure. Beneath, how many rows each bin holds.
 */
export function reliabilityDiagram(options: {
  readonly title: string;
  readonly curves: readonly ReliabilityCurve[];
  /** Those of predicted levels where not given. */
  readonly words?: ReliabilityWords;
}): Figure {
  checkOptions('reliabilityDiagram', options, ['title', 'curves', 'words']);
  const { title, curves, words: { x, y, subtitle } = ofLevels } = options;
  const diagonal: Trace = {
    type: 'scatter',
    mode: 'lines',
    name: 'perfect calibration',
    x: [0, 1],
    y: [0, 1],
    line: { color: faintInk, width: 1.2, dash: 'dash' },
    hoverinfo: 'skip',
  };
  return {
    data: [diagonal, ...curves.flatMap(curveTraces)],
    layout: houseLayout(
      { title, subtitle, x, y },
      {
        height: 580,
        barmode: 'group',
        bargap: 0.15,
        xaxis: axis(x, { range: [0, 1], anchor: 'y2' }),
        yaxis: axis(y, { range: [0, 1], domain: [0.34, 1] }),
        yaxis2: axis('rows', { domain: [0, 0.24], tickformat: '.0%', nticks: 4 }),
      },
    ),
  };
}
