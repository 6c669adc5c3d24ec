export type { Notebook, NotebookCell } from './notebook-file';
export {
  NotebookError,
  type NotebookProgress,
  type NotebookResult,
  type RunNotebooksOptions,
  runNotebooks,
} from './run';
