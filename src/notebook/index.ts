export { showFigure, showTable } from './display';
export type { Notebook, NotebookCell } from './notebook-file';
export type { Progress, ProgressDisplay } from './progress-display';
export { progressDisplay } from './progress-display';
export {
  NotebookError,
  type NotebookProgress,
  type NotebookResult,
  type RunNotebooksOptions,
  runNotebooks,
} from './run';
export { showSection } from './show-section';
export { type SweepView, sweepView } from './sweep-view';
