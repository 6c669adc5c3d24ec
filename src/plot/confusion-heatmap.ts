import { checkOptions } from '../errors';
import type { Figure } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, paper, roleColour } from './theme';

/**
 * A confusion matrix: each row is a true level, shaded and labelled by the share of its cases that were predicted as
 * each level, with the count beneath.
 * @param options.confusion [levels][levels], confusion[true][predicted], in rows
 */
export function confusionHeatmap(options: {
  readonly title: string;
  readonly confusion: readonly (readonly number[])[];
  readonly levels: readonly number[];
}): Figure {
  checkOptions('confusionHeatmap', options, ['title', 'confusion', 'levels']);
  const { title, confusion, levels } = options;
  const shares = confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
  const names = levels.map(String);
  const texts = confusion.map((row, t) =>
    row.map((count, p) => `<b>${(shares[t][p] * 100).toFixed(0)}%</b><br>${count.toLocaleString('en-US')}`),
  );
  return {
    data: [
      {
        type: 'heatmap',
        x: names,
        y: names,
        z: shares,
        text: texts,
        texttemplate: '%{text}',
        zmin: 0,
        zmax: 1,
        xgap: 2,
        ygap: 2,
        colorscale: [
          [0, paper],
          [1, roleColour('distilled')],
        ],
        colorbar: {
          title: { text: 'share of the true level', side: 'right', font: { size: 12, color: faintInk } },
          tickformat: '.0%',
          tickfont: { size: 11, color: faintInk },
          thickness: 10,
          outlinewidth: 0,
        },
        hovertemplate: 'true %{y}, predicted %{x}: %{z:.1%}<extra></extra>',
      },
    ],
    layout: houseLayout(
      { title, subtitle: 'Share of each true level, count beneath', x: 'predicted level', y: 'true level' },
      {
        height: 520,
        xaxis: axis('predicted level', { type: 'category', showgrid: false }),
        yaxis: axis('true level', { type: 'category', showgrid: false, autorange: 'reversed' }),
      },
    ),
  };
}
