import type { SweepListener } from '../../sweep';
import { parseTargets, type RunStatus, RunTracking, trackSweep } from '../../track';
import { waitingLines } from './waiting-lines';

const graceMs = 15_000;

/** What `--track` of a sweep asks for; without it, nothing happens. @throws InputError for a misspelt tracker */
export function sweepTracking(options: {
  readonly trackers: string | undefined;
  /** The sweep's; its events lie in the folder's `track`. */
  readonly folder: string;
  readonly name: string;
}): { readonly onEvent: SweepListener; readonly end: (status: RunStatus) => Promise<void> } {
  const { trackers, folder, name: run } = options;
  if (trackers === undefined) return { onEvent: () => {}, end: async () => {} };
  const tracking = new RunTracking({
    ...{ folder, run, settings: {}, targets: parseTargets(trackers, { project: run }), graceMs },
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  return {
    onEvent: trackSweep({ tracker: tracking, run }),
    end: async (status) => {
      const end = await tracking.finish({ status, values: {} });
      for (const line of waitingLines(end)) process.stderr.write(`${line}\n`);
    },
  };
}
