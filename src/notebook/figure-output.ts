import { type Figure, figureFragment, figureToPng } from '../plot';
import { titleOf } from '../plot/figure';
import type { MimeBundle } from './cell-output';

/** Wide enough for legends, narrow enough for the column that GitHub gives a notebook. */
const pictureWidth = 800;

interface FigureOutput {
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A figure as a cell shows it: live in JupyterLab and VS Code (plotly's MIME type) and in pages (HTML), else its title. */
export function liveFigure(figure: Figure): FigureOutput {
  return {
    data: {
      'application/vnd.plotly.v1+json': { ...figure, config: { responsive: true, displaylogo: false } },
      'text/html': figureFragment(figure),
      'text/plain': `[figure] ${titleOf(figure)}`,
    },
    metadata: {},
  };
}

/** And as a picture for GitHub (PNG), where this machine has a Chromium. */
export async function picturedFigure(figure: Figure): Promise<FigureOutput> {
  const height = typeof figure.layout.height === 'number' ? figure.layout.height : 440;
  // JupyterLab shows the picture, until the pointer reaches it, at the size that it has in dots.
  const png = await figureToPng({ figure, width: pictureWidth, height, scale: 1 });
  const live = liveFigure(figure);
  if (png === null) return live;
  const { 'text/plain': text, ...richer } = live.data;
  const picture = Buffer.from(png).toString('base64');
  return {
    data: { ...richer, 'image/png': picture, 'text/plain': text },
    metadata: { 'image/png': { width: pictureWidth, height } },
  };
}
