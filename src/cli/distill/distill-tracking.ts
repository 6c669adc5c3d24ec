import { join } from 'node:path';
import type { PipelineListener } from '../../pipeline';
import type { Report, Table } from '../../plot';
import { flatSettings, parseTargets, type RunStatus, RunTracking, trackPipeline } from '../../track';
import { waitingLines } from '../track/waiting-lines';
import { shown } from './load-with-progress';

/** So long the sender goes on when a run has ended. */
const graceMs = 15_000;

/** What of a run's folder goes to the trackers. */
const files = ['result.json', 'report.html'];

/** Figures in a cell, as `0.9178` or `0.9178 ± 0.0012`. */
function figureIn(cell: unknown): number | null {
  const value = typeof cell === 'string' ? Number.parseFloat(cell.replaceAll(',', '')) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A table of results as a run's summary: `<model>/<column>`. */
export function summaryValues({ rows }: Table): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { model, ...columns } of rows)
    for (const [column, cell] of Object.entries(columns)) {
      const figure = figureIn(cell);
      if (figure !== null) values[`${model}/${column}`] = figure;
    }
  return values;
}

/** What `--track` asks for, from the first event of a run to its last. */
export class DistillTracking {
  private run: { readonly tracking: RunTracking; readonly name: string } | null = null;
  private values: Record<string, number> = {};

  constructor(private readonly trackers: string) {
    // a misspelt tracker is told of before anything is computed
    parseTargets(trackers, { project: 'recdistill' });
  }

  /** Starts the run; its events lie in the folder's `track`. */
  begin(options: {
    readonly outFolder: string;
    readonly name: string;
    readonly settings: object;
  }): PipelineListener {
    const { outFolder, name, settings } = options;
    const tracking = new RunTracking({
      folder: outFolder,
      run: name,
      settings: flatSettings(settings),
      targets: parseTargets(this.trackers, { project: name }),
      graceMs,
      onWarning: (message) => shown.stream.write(`${message}\n`),
    });
    this.run = { tracking, name };
    return trackPipeline({ tracker: tracking });
  }

  /** The run's results: its files, its plots and the figures of its table. */
  results(options: { readonly outFolder: string; readonly report: Report; readonly table: Table }): void {
    if (this.run === null) return;
    const { tracking, name: run } = this.run;
    const { outFolder, report, table } = options;
    for (const file of files)
      tracking.record({ kind: 'artefact', run, name: file, path: join(outFolder, file) });
    for (const { heading, figures = [] } of report.sections)
      for (const [i, figure] of figures.entries())
        tracking.record({ kind: 'figure', run, name: i === 0 ? heading : `${heading} (${i + 1})`, figure });
    this.values = summaryValues(table);
  }

  /** Ends the run and says what still waits. */
  async end(status: RunStatus): Promise<void> {
    if (this.run === null) return;
    const end = await this.run.tracking.finish({ status, values: this.values });
    for (const line of waitingLines(end)) shown.stream.write(`${line}\n`);
  }
}

/** Runs the work with what `--track` asks for, and ends that however the work ends. */
export async function withTracking(
  trackers: string | undefined,
  work: (tracking: DistillTracking | undefined) => Promise<void>,
): Promise<void> {
  if (trackers === undefined) return work(undefined);
  const tracking = new DistillTracking(trackers);
  let status: RunStatus = 'failed';
  try {
    await work(tracking);
    status = 'finished';
  } finally {
    await tracking.end(status);
  }
}
