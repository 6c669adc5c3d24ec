import { type Figure, type Row, tableHtml, tableMarkdown, tableText } from '../plot';
import { writeOutput } from './cell-output';
import { picturedFigure } from './figure-output';

/**
 * Shows a figure in the running cell: live in JupyterLab and VS Code (plotly's MIME type) and in the pages that
 * nbconvert writes (HTML), as a picture on GitHub (PNG, where this machine has a Chromium), else by its title.
 * Await it: the picture takes a moment.
 * @throws Error outside of a notebook
 */
export async function showFigure(figure: Figure): Promise<void> {
  writeOutput(await picturedFigure(figure));
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
