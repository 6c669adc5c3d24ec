import { checkOptions } from '../errors';
import type { Figure } from './figure';
import { axis, houseLayout } from './layout';
import { faintInk, roleColour } from './theme';

/** How many ratings each level has, with its share above the bar. */
export function ratingsHistogram(options: {
  readonly title: string;
  readonly ratings: ArrayLike<number>;
  readonly levels: readonly number[];
}): Figure {
  checkOptions('ratingsHistogram', options, ['title', 'ratings', 'levels']);
  const { title, ratings, levels } = options;
  const list = Array.from(ratings);
  const counts = levels.map((level) => list.filter((rating) => rating === level).length);
  const mean = list.reduce((sum, rating) => sum + rating, 0) / list.length;
  const subtitle = `${list.length.toLocaleString('en-US')} ratings, mean ${mean.toFixed(2)}`;
  return {
    data: [
      {
        type: 'bar',
        x: levels.map(String),
        y: counts,
        text: counts.map((count) => `${((count / list.length) * 100).toFixed(1)}%`),
        textposition: 'outside',
        textfont: { color: faintInk },
        cliponaxis: false,
        marker: { color: roleColour('distilled') },
        hovertemplate: 'rating %{x}: %{y:,}<extra></extra>',
      },
    ],
    layout: houseLayout(
      { title, subtitle, x: 'rating', y: 'ratings' },
      {
        bargap: 0.3,
        xaxis: axis('rating', { type: 'category', showgrid: false }),
        yaxis: axis('number of ratings', { tickformat: ',' }),
      },
    ),
  };
}
