import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';

/** One output of a cell; its fields depend on `output_type`. */
export interface CellOutput {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  execution_count?: number | null;
  [field: string]: unknown;
}

export interface NotebookCell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: Record<string, unknown> & { tags?: string[] };
  execution_count?: number | null;
  outputs?: CellOutput[];
}

/** A notebook as nbformat 4 stores it. */
export interface Notebook {
  cells: NotebookCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** nbformat stores long texts as lists of lines. */
export function joined(text: string | readonly string[] | undefined): string {
  if (text === undefined) return '';
  return typeof text === 'string' ? text : text.join('');
}

/** @throws InputError when the file is no notebook of nbformat 4 */
export function readNotebook(path: string): Notebook {
  let parsed: Partial<Notebook>;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(`${path}: expected a Jupyter notebook, found ${(error as Error).message}`);
  }
  if (parsed.nbformat !== 4 || !Array.isArray(parsed.cells)) {
    throw new InputError(`${path}: expected nbformat 4 with cells, found nbformat ${parsed.nbformat}`);
  }
  return parsed as Notebook;
}

/** Writes with Jupyter's own indentation, so that a save from JupyterLab changes no untouched line. */
export function writeNotebook(path: string, notebook: Notebook): void {
  writeFileAtomic(path, `${JSON.stringify(notebook, null, 1)}\n`);
}
