import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Notebook, NotebookCell } from '../../src/notebook/notebook-file';

function codeCell(source: string, tags?: string[]): NotebookCell {
  const metadata = tags ? { tags } : {};
  // Jupyter's files hold a source as a list of lines.
  const lines = source.split(/(?<=\n)/);
  return { cell_type: 'code', source: lines, metadata, execution_count: null, outputs: [] };
}

/** A notebook with a title, a parameters cell and the code cells given. */
export function notebookOf(parameters: string, ...cells: string[]): Notebook {
  return {
    cells: [
      { cell_type: 'markdown', source: '# A title', metadata: {} },
      codeCell(parameters, ['parameters']),
      ...cells.map((source) => codeCell(source)),
    ].map((cell, i) => ({ id: `c${i}`, ...cell })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

export function saveNotebook(folder: string, name: string, notebook: Notebook): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(notebook));
}
