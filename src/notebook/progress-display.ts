import { randomUUID } from 'node:crypto';
import { escapeHtml } from '../plot/html-text';
import { writeOutput } from './cell-output';

/** How far some work has come. */
export interface Progress {
  /** What is being done, e.g. "epoch 3 of 10, validation RMSE 0.921". */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

export interface ProgressDisplay {
  /** Shows a new state; states that come faster than ten a second are left out, except the last one. */
  readonly update: (progress: Progress) => void;
  /** Replaces the bar by a line that says what came of the work. */
  readonly finish: (text: string) => void;
}

const pauseMs = 100;

function secondsText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function barOf({ label, done, total }: Progress, elapsedMs: number): Record<string, string> {
  const left =
    done > 0 && done < total ? `, ${secondsText(((elapsedMs / done) * (total - done)) / 1000)} left` : '';
  const text = `${label} (${done} of ${total}${left})`;
  return {
    'text/html': `<progress value="${done}" max="${total}" style="width:16rem;vertical-align:middle"></progress> ${escapeHtml(text)}`,
    'text/plain': text,
  };
}

/**
 * A progress bar in the running cell that changes in place, with the time left.
 * @example
 * const progress = progressDisplay();
 * await train({ onEpoch: ({ epoch, epochs }) => progress.update({ label: 'training', done: epoch, total: epochs }) });
 * progress.finish('trained');
 * @throws Error outside of a notebook
 */
export function progressDisplay(): ProgressDisplay {
  const id = randomUUID();
  const started = performance.now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const show = (data: Record<string, string>) => {
    writeOutput({ data, id, isUpdate: isShown });
    isShown = true;
    shownAt = performance.now();
  };
  return {
    update: (progress) => {
      const isLast = progress.done >= progress.total;
      if (!isLast && performance.now() - shownAt < pauseMs) return;
      show(barOf(progress, performance.now() - started));
    },
    finish: (text) => show({ 'text/plain': text }),
  };
}
