import { checkOptions } from '../errors';
import type { Figure } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, roleColour } from './theme';

/** Share of all counts that the first `share` of the entities hold, most frequent first. */
function headShare(sorted: readonly number[], share: number): number {
  const total = sorted.reduce((sum, count) => sum + count, 0);
  const head = sorted.slice(0, Math.round(sorted.length * share)).reduce((sum, count) => sum + count, 0);
  return head / total;
}

/**
 * Ratings an item (or user), most rated first, on a log scale: few hold most, and the tail is where a model has
 * little to learn from.
 * @param options.counts one an entity, 0 included
 * @param options.entity what they are, in the plural, e.g. "items"
 */
export function longTail(options: {
  readonly title: string;
  readonly counts: ArrayLike<number>;
  readonly entity: string;
}): Figure {
  checkOptions('longTail', options, ['title', 'counts', 'entity']);
  const { title, counts, entity } = options;
  const sorted = Array.from(counts).sort((a, b) => b - a);
  const few = sorted.filter((count) => count < 5).length / sorted.length;
  const subtitle = `The top 20% of the ${entity} hold ${(headShare(sorted, 0.2) * 100).toFixed(0)}% of the ratings; ${(few * 100).toFixed(0)}% have fewer than five`;
  const x = `${entity}, most rated first`;
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: sorted.map((_, rank) => rank + 1),
        // A log scale has no 0; those entities leave the line.
        y: sorted.map((count) => (count > 0 ? count : null)),
        line: { color: roleColour('distilled'), width: 2.5, shape: 'hv' },
        hovertemplate: 'rank %{x:,}: %{y:,} ratings<extra></extra>',
        showlegend: false,
      },
    ],
    layout: houseLayout(
      { title, subtitle, x, y: '' },
      {
        xaxis: axis(x, { tickformat: ',', range: [0, sorted.length] }),
        yaxis: axis('ratings, log scale', { type: 'log', tickformat: ',', dtick: 1 }),
        shapes: [
          {
            type: 'line',
            x0: sorted.length * 0.2,
            x1: sorted.length * 0.2,
            yref: 'paper',
            y0: 0,
            y1: 1,
            line: { color: faintInk, width: 1, dash: 'dot' },
          },
        ],
        annotations: [
          {
            x: sorted.length * 0.2,
            yref: 'paper',
            y: 1,
            text: `20% of the ${entity}`,
            showarrow: false,
            xanchor: 'left',
            xshift: 6,
            font: { size: 12, color: faintInk },
          },
        ],
      },
    ),
  };
}
