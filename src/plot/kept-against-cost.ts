import { checkOptions } from '../errors';
import type { Figure, Trace } from './figure';
import { axis, houseLayout } from './layout';
import { roleColour, symbolOf } from './theme';

/** A student beside its teacher. */
export interface KeptModel {
  readonly name: string;
  /** Models of one group (a domain) have one symbol. */
  readonly group: string;
  /** How many times smaller, or faster, than the teacher: positive. */
  readonly cut: number;
  /** Share of the teacher's quality that the student has from scratch, and distilled. */
  readonly scratch: number;
  readonly distilled: number;
}

function traceOf(model: KeptModel, groups: readonly string[]): Trace {
  const { name, group, cut, scratch, distilled } = model;
  const symbol = symbolOf(groups.indexOf(group));
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: [cut, cut],
    y: [scratch, distilled],
    cliponaxis: false,
    line: { color: roleColour('distilled'), width: 1.6 },
    marker: {
      color: [roleColour('scratch'), roleColour('distilled')],
      size: [9, 13],
      symbol: [symbol, symbol],
    },
    hovertemplate: `%{y:.1%} of the teacher, 1/%{x:,.0f}<extra>${name}</extra>`,
  };
}

/**
 * What students keep of their teachers, against what they cost: a line a student from what it has from scratch (small,
 * orange) to what it has distilled (large, blue). Upper right is where one wants to be.
 * @param options.cutTitle what is cut, e.g. "times fewer weights than the teacher"
 */
export function keptAgainstCost(options: {
  readonly title: string;
  readonly cutTitle: string;
  readonly models: readonly KeptModel[];
}): Figure {
  checkOptions('keptAgainstCost', options, ['title', 'cutTitle', 'models']);
  const { title, cutTitle, models } = options;
  const groups = [...new Set(models.map(({ group }) => group))];
  const powers = models.map(({ cut }) => Math.log10(cut));
  const ends = [Math.min(...powers) - 0.4, Math.max(...powers) + 0.4];
  const x = `${cutTitle}, log scale`;
  const y = "share of the teacher's quality";
  const teacher: Trace = {
    type: 'scatter',
    mode: 'lines',
    name: 'teacher',
    x: ends.map((end) => 10 ** end),
    y: [1, 1],
    line: { color: roleColour('teacher'), width: 1.6, dash: 'dash' },
  };
  const subtitle = 'From scratch (small, orange) to distilled (large, blue); a symbol a domain';
  return {
    data: [teacher, ...models.map((model) => traceOf(model, groups))],
    layout: houseLayout(
      { title, subtitle, x, y },
      {
        xaxis: axis(x, { type: 'log', range: ends }),
        yaxis: axis(y, { tickformat: '.1%' }),
        height: 480,
      },
    ),
  };
}
