import {
  type Figure,
  figureFragment,
  figureToPng,
  type Row,
  tableHtml,
  tableMarkdown,
  tableText,
} from '../plot';
import { titleOf } from '../plot/figure';
import { writeOutput } from './cell-output';

/** Wide enough for legends, narrow enough for the column that GitHub gives a notebook. */
const pictureWidth = 800;

/**
 * Shows a figure in the running cell: live in JupyterLab and VS Code (plotly's MIME type) and in the pages that
 * nbconvert writes (HTML), as a picture on GitHub (PNG, where this machine has a Chromium), else by its title.
 * Await it: the picture takes a moment.
 * @throws Error outside of a notebook
 */
export async function showFigure(figure: Figure): Promise<void> {
  const height = typeof figure.layout.height === 'number' ? figure.layout.height : 440;
  // JupyterLab shows the picture, until the pointer reaches it, at the size that it has in dots.
  const png = await figureToPng({ figure, width: pictureWidth, height, scale: 1 });
  const picture = png === null ? {} : { 'image/png': Buffer.from(png).toString('base64') };
  writeOutput({
    data: {
      'application/vnd.plotly.v1+json': { ...figure, config: { responsive: true, displaylogo: false } },
      'text/html': figureFragment(figure),
      ...picture,
      'text/plain': `[figure] ${titleOf(figure)}`,
    },
    metadata: png === null ? {} : { 'image/png': { width: pictureWidth, height } },
  });
}

/**
 * Shows rows as a table in the running cell; numbers that are not whole get the given digits.
 * @throws Error outside of a notebook
 */
export function showTable(
  rows: readonly Row[],
  options: { readonly digits: number; readonly caption?: string },
): void {
  const table = { rows, ...options };
  writeOutput({
    data: {
      'text/html': tableHtml(table),
      'text/markdown': tableMarkdown(table),
      'text/plain': tableText(table),
    },
  });
}
