import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { checkOptions, InputError } from '../errors';
import { type Execution, executeNotebook } from './execute';
import { findNotebooks, type NotebookPath } from './find-notebooks';
import { writeHtmlPages } from './html-pages';
import { normalise } from './normalise';
import { joined, type Notebook, readNotebook, writeNotebook } from './notebook-file';
import { checkSettings, parseSetting, readParameters, withSettings } from './parameters';
import { projectFolder } from './project-folder';

/** Sent when a cell starts (`seconds` null) and when it ends. */
export interface NotebookProgress {
  readonly notebook: string;
  /** From 1, over all cells of the notebook that runs. */
  readonly cell: number;
  readonly cells: number;
  readonly firstLine: string;
  readonly seconds: number | null;
}

/** One notebook that ran through. */
export interface NotebookResult {
  readonly name: string;
  readonly seconds: number;
  /** The executed copy. */
  readonly path: string;
  /** Its HTML page, or null when none was asked for. */
  readonly html: string | null;
}

export interface RunNotebooksOptions {
  /** Folder of the notebooks, and their kernels' working directory. */
  readonly folder: string;
  /** Which to run, in the folder's order; empty for all. */
  readonly names: readonly string[];
  /** Parameters to override, each `name=value`. */
  readonly settings: readonly string[];
  /** Folder for the executed copies. */
  readonly out: string;
  /** Folder for HTML pages, or null for none. */
  readonly html: string | null;
  /** Also writes the outcome over the notebook itself, in the form in which it is committed. */
  readonly inPlace: boolean;
  readonly onProgress?: (progress: NotebookProgress) => void;
  readonly signal?: AbortSignal;
}

const KNOWN = ['folder', 'names', 'settings', 'out', 'html', 'inPlace', 'onProgress', 'signal'] as const;

/** A cell failed: the message says which notebook, which cell, its first lines and its TypeScript error. */
export class NotebookError extends Error {
  override name = 'NotebookError';

  constructor(
    readonly notebook: string,
    /** From 1, over all cells of the committed notebook. */
    readonly cell: number,
    readonly source: string,
    /** What the cell said: a type error, or what it threw. */
    readonly complaint: string,
    /** The executed copy up to the failing cell. */
    readonly path: string,
  ) {
    const lines = source
      .split('\n')
      .slice(0, 5)
      .map((line) => `  | ${line}`);
    super(
      `${notebook}: cell ${cell} failed\n${lines.join('\n')}\n${complaint}\nthe run up to there: ${path}`,
    );
  }
}

interface PlannedRun extends NotebookPath {
  readonly planned: Notebook;
  /** Index of the inserted parameters, or -1. */
  readonly inserted: number;
}

function plan({ folder, names, settings }: RunNotebooksOptions): PlannedRun[] {
  const found = findNotebooks({ folder, names }).map((entry) => ({
    ...entry,
    notebook: readNotebook(entry.path),
  }));
  const asked = settings.map(parseSetting);
  checkSettings(
    asked,
    found.flatMap(({ path, notebook }) => readParameters(path, notebook)),
  );
  return found.map(({ name, path, notebook }) => {
    const planned = withSettings(path, notebook, asked);
    return {
      name,
      path,
      planned,
      inserted: planned.cells.findIndex((cell) => cell.id === 'injected-parameters'),
    };
  });
}

async function execute(run: PlannedRun, options: RunNotebooksOptions): Promise<Execution> {
  const { cells } = run.planned;
  return executeNotebook({
    notebook: run.planned,
    folder: dirname(run.path),
    signal: options.signal,
    onCell: ({ cell, seconds }) => {
      const firstLine = joined(cells[cell].source).split('\n', 1)[0];
      options.onProgress?.({ notebook: run.name, cell: cell + 1, cells: cells.length, firstLine, seconds });
    },
  });
}

function failureOf(run: PlannedRun, { failed, error }: Execution, path: string): NotebookError {
  const index = failed ?? 0;
  const shift = run.inserted >= 0 && index > run.inserted ? 0 : 1;
  const source = joined(run.planned.cells[index].source);
  return new NotebookError(run.name, index + shift, source, stripVTControlCharacters(error), path);
}

async function runOne(run: PlannedRun, options: RunNotebooksOptions): Promise<NotebookResult> {
  const started = performance.now();
  const execution = await execute(run, options);
  const notebook = normalise({ notebook: execution.notebook, root: projectFolder() });
  const path = join(options.out, `${run.name}.ipynb`);
  writeNotebook(path, notebook);
  if (execution.failed !== null) throw failureOf(run, execution, path);
  if (options.inPlace) writeNotebook(run.path, notebook);
  const html =
    options.html === null
      ? null
      : (await writeHtmlPages({ notebooks: [path], folder: options.html, signal: options.signal }))[0];
  return { name: run.name, seconds: (performance.now() - started) / 1000, path, html };
}

/**
 * Runs notebooks headless, one after the other, each in a fresh tslab kernel; stops at the first failing cell.
 * All names, settings and notebooks are checked before the first one runs.
 * @returns a result a notebook, in the order in which they ran
 * @throws InputError for unknown notebooks or parameters
 * @throws NotebookError for a cell that fails
 */
export async function runNotebooks(options: RunNotebooksOptions): Promise<NotebookResult[]> {
  checkOptions('runNotebooks', options, KNOWN);
  if (options.inPlace && options.settings.length > 0) {
    throw new InputError(
      'runNotebooks: committed outputs come from the default parameters; leave out the settings or inPlace',
    );
  }
  const results: NotebookResult[] = [];
  for (const run of plan(options)) results.push(await runOne(run, options));
  return results;
}
