import { checkOptions } from '../errors';
import type { Figure, Role, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { dashOf, roleColour } from './theme';

/** One epoch's outcome, as training reports it. */
export interface EpochPoint {
  /** Counted from 0; the figure counts from 1. */
  readonly epoch: number;
  readonly validation: number;
  readonly trainLoss?: number;
}

export interface LearningRun {
  readonly name: string;
  readonly role: Role;
  readonly history: readonly EpochPoint[];
}

function validationTraces(run: LearningRun, dash: string, metric: string): Trace[] {
  const color = roleColour(run.role);
  const best = run.history.reduce((a, b) => (b.validation < a.validation ? b : a), run.history[0]);
  return [
    {
      type: 'scatter',
      mode: 'lines',
      name: run.name,
      legendgroup: run.name,
      x: run.history.map(({ epoch }) => epoch + 1),
      y: run.history.map(({ validation }) => validation),
      line: { color, width: 2.5, dash },
      hovertemplate: `epoch %{x}: %{y:.4f}<extra>${run.name}, ${metric}</extra>`,
    },
    {
      type: 'scatter',
      mode: 'markers',
      name: `${run.name}, best`,
      legendgroup: run.name,
      showlegend: false,
      x: [best.epoch + 1],
      y: [best.validation],
      marker: { color, size: 10 },
      hovertemplate: `best, epoch %{x}: %{y:.4f}<extra>${run.name}</extra>`,
    },
  ];
}

function lossTrace(run: LearningRun, dash: string): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name: `${run.name}, training loss`,
    legendgroup: run.name,
    showlegend: false,
    yaxis: 'y2',
    x: run.history.map(({ epoch }) => epoch + 1),
    y: run.history.map(({ trainLoss }) => trainLoss),
    line: { color: roleColour(run.role), width: 2, dash },
    hovertemplate: `epoch %{x}: %{y:.4f}<extra>${run.name}, training loss</extra>`,
  };
}

/** The metric above, the loss below, over one epoch axis. */
function panels(metric: string): Record<string, unknown> {
  return {
    height: 560,
    xaxis: axis('epoch', { rangemode: 'tozero', anchor: 'y2' }),
    yaxis: axis(metric, { domain: [0.42, 1] }),
    yaxis2: axis('training loss (nats)', { domain: [0, 0.34] }),
  };
}

/** Runs of one role share its colour; dashes tell them apart. */
function dashesOf(runs: readonly LearningRun[]): string[] {
  return runs.map(({ role }, i) => dashOf(runs.slice(0, i).filter((run) => run.role === role).length));
}

/**
 * The validation metric by epoch, one line a run with its best epoch marked; where every run reports it, the
 * training loss in a panel below. Losses of different objectives differ in scale: compare the upper panel.
 * @param options.metric the y axis' title with its unit, e.g. "validation RMSE (stars)"
 */
export function learningCurves(options: {
  readonly title: string;
  readonly metric: string;
  readonly runs: readonly LearningRun[];
}): Figure {
  checkOptions('learningCurves', options, ['title', 'metric', 'runs']);
  const { title, metric, runs } = options;
  const filled = runs.filter(({ history }) => history.length > 0);
  const hasLosses = filled.every(({ history }) => history.every(({ trainLoss }) => trainLoss !== undefined));
  const dashes = dashesOf(filled);
  const titles = { title, subtitle: 'Markers show the epoch that is kept', x: 'epoch', y: metric };
  return {
    data: [
      ...filled.flatMap((run, i) => validationTraces(run, dashes[i], metric)),
      ...(hasLosses ? filled.map((run, i) => lossTrace(run, dashes[i])) : []),
    ],
    layout: houseLayout(titles, hasLosses ? panels(metric) : {}),
  };
}
