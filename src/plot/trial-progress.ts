import { checkOptions } from '../errors';
import type { Figure, Role, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { roleColour, symbolOf } from './theme';

/** One finished trial, in the order in which trials finished. */
export interface FinishedTrial {
  readonly label: string;
  readonly method: string;
  readonly role: Role;
  /** null where it diverged. */
  readonly validation: number | null;
}

/** The best validation after each trial; null before the first that did not diverge. */
function bestSoFar(trials: readonly FinishedTrial[], smaller: 'better' | 'worse'): (number | null)[] {
  let best: number | null = null;
  return trials.map(({ validation }) => {
    const isBetter =
      validation !== null &&
      (best === null || (smaller === 'better' ? validation < best : validation > best));
    if (isBetter) best = validation;
    return best;
  });
}

function methodTrace(trials: readonly FinishedTrial[], method: string, index: number): Trace {
  const own = trials
    .map((trial, i) => ({ ...trial, place: i + 1 }))
    .filter((trial) => trial.method === method);
  return {
    type: 'scatter',
    mode: 'markers',
    name: method,
    x: own.map(({ place }) => place),
    y: own.map(({ validation }) => validation),
    text: own.map(({ label }) => label),
    marker: { color: roleColour(own[0].role), size: 8, symbol: symbolOf(index) },
    hovertemplate: '%{text}: %{y:.4f}<extra></extra>',
  };
}

/**
 * A search as it goes on: each finished trial's validation in the order in which they came, and the best so far.
 * @param options.metric the y axis' title, e.g. "validation RMSE"
 */
export function trialProgress(options: {
  readonly title: string;
  readonly metric: string;
  readonly smaller: 'better' | 'worse';
  readonly trials: readonly FinishedTrial[];
}): Figure {
  checkOptions('trialProgress', options, ['title', 'metric', 'smaller', 'trials']);
  const { title, metric, smaller, trials } = options;
  const methods = [...new Set(trials.map(({ method }) => method))];
  const best: Trace = {
    type: 'scatter',
    mode: 'lines',
    name: 'best so far',
    x: trials.map((_, i) => i + 1),
    y: bestSoFar(trials, smaller),
    line: { color: roleColour('best'), width: 2, shape: 'hv' },
    hovertemplate: '%{y:.4f}<extra>best so far</extra>',
  };
  return {
    data: [best, ...methods.map((method, i) => methodTrace(trials, method, i))],
    layout: houseLayout(
      { title, subtitle: '', x: 'finished trials', y: metric },
      { xaxis: axis('finished trials', { rangemode: 'tozero' }), yaxis: axis(metric) },
    ),
  };
}
