import { faintInk, grid, ink, paper } from './theme';

const family =
  'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif';

/** What every figure says of itself. */
export interface Titles {
  /** States what is plotted. */
  readonly title: string;
  /** How to read the marks; may be left out. */
  readonly subtitle?: string;
  /** Axis titles carry their units. */
  readonly x: string;
  readonly y: string;
}

/** An axis in the house style: a title with its unit, a faint grid, no zero line. */
export function axis(title: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    title: { text: title, font: { size: 13, color: faintInk }, standoff: 10 },
    tickfont: { size: 12, color: faintInk },
    gridcolor: grid,
    linecolor: grid,
    zeroline: false,
    automargin: true,
    ...more,
  };
}

/** The house style: title at the left, legend under the plot, nothing that is not needed. */
export function houseLayout(
  titles: Titles,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    title: {
      text: titles.title,
      subtitle: { text: titles.subtitle ?? '', font: { size: 12, color: faintInk } },
      font: { size: 16, color: ink },
      x: 0,
      xref: 'paper',
      xanchor: 'left',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      pad: { t: 18 },
    },
    font: { family, size: 12, color: ink },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    height: 440,
    margin: { l: 62, r: 24, t: 78, b: 56 },
    hovermode: 'closest',
    hoverlabel: { font: { family, size: 12 } },
    legend: {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 0,
      yref: 'container',
      yanchor: 'bottom',
      font: { size: 12, color: ink },
    },
    xaxis: axis(titles.x),
    yaxis: axis(titles.y),
    ...more,
  };
}
