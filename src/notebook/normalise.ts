import { homedir } from 'node:os';
import { joined, type Notebook, type NotebookCell } from './notebook-file';

/** The same for every machine that runs the notebooks, so that a new run changes outputs only. */
const METADATA = {
  kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
  language_info: {
    file_extension: '.ts',
    mimetype: 'text/typescript',
    name: 'typescript',
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
  },
};

/** Puts names in the place of this machine's folders, in every string of a JSON value. */
function withoutFolders<Value>(value: Value, folders: readonly (readonly [string, string])[]): Value {
  let text = JSON.stringify(value);
  for (const [folder, name] of folders) {
    text = text.replaceAll(JSON.stringify(folder).slice(1, -1), name);
  }
  return JSON.parse(text);
}

/** Jupyter stores source and stream texts as lists of lines; diffs by line need it. */
function asLines(text: string | string[]): string[] {
  return joined(text).split(/(?<=\n)/);
}

function normaliseCell(cell: NotebookCell, id: string, count: number | null): NotebookCell {
  const { tags } = cell.metadata;
  const metadata = tags === undefined ? {} : { tags };
  const source = asLines(cell.source);
  if (cell.cell_type !== 'code') return { cell_type: cell.cell_type, id, metadata, source };
  const outputs = (cell.outputs ?? []).map((output) => {
    const { transient: _, ...kept } = output;
    if (kept.text !== undefined) kept.text = asLines(kept.text);
    if (kept.execution_count !== undefined) kept.execution_count = count;
    return kept;
  });
  return { cell_type: 'code', execution_count: count, id, metadata, outputs, source };
}

/**
 * The form in which notebooks are committed: metadata and cell ids that no run changes, execution counts 1 .. n from
 * top to bottom, and no folder of this machine in any output.
 * @param root the project's folder, shown as `.`
 */
export function normalise({ notebook, root }: { notebook: Notebook; root: string }): Notebook {
  let count = 0;
  const folders = [
    [root, '.'],
    [homedir(), '~'],
  ] as const;
  const cells = notebook.cells.map((cell, index) => {
    const runs = cell.cell_type === 'code' && joined(cell.source).trim() !== '';
    const number = runs ? ++count : null;
    return normaliseCell(cell, `cell-${String(index + 1).padStart(2, '0')}`, number);
  });
  return {
    cells: cells.map((cell) =>
      cell.outputs ? { ...cell, outputs: withoutFolders(cell.outputs, folders) } : cell,
    ),
    metadata: METADATA,
    nbformat: 4,
    nbformat_minor: 5,
  };
}
