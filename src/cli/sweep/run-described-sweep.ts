import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { readDescription } from '../../sweep/open-sweep';
import { runDescribedSweep } from '../../sweep/run-described';
import type { SweepSummary } from '../../sweep/run-sweep';
import { commandOf } from '../run-apart';
import { sweepTracking } from '../track/sweep-tracking';
import { openCluster } from './open-cluster';
import type { SweepRunFlags } from './run-flags';
import { sweepProgress } from './sweep-progress';

/** The first interrupt stops in order, the second at once. */
function stopOnInterrupt(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping what runs; once more to leave at once.\n');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, release: () => process.off('SIGINT', stop).off('SIGTERM', stop) };
}

function checkCores({ jobs, threads }: SweepRunFlags): void {
  const cores = availableParallelism();
  if (jobs * threads > cores)
    throw new InputError(
      `--jobs ${jobs} with --threads ${threads}: expected at most the ${cores} cores of this machine, found ${jobs * threads}`,
    );
}

/** One line a job that was lost, and how to go on. */
function summaryText({ outcome, reason, counts, lost, seconds }: SweepSummary, folder: string): string {
  const { done, total, failed, skipped } = counts;
  const losses = failed + skipped === 0 ? '' : `, ${failed} failed, ${skipped} skipped`;
  const why = reason === null ? '' : `, as ${reason}`;
  const lines = [`${outcome}${why}: ${done} of ${total} jobs done${losses}, ${seconds.toFixed(0)} s`];
  for (const { job, how, reason: cause } of lost) lines.push(`  ${how}: ${job.label} (${cause})`);
  const next = outcome === 'complete' ? 'report' : 'resume';
  const words = outcome === 'complete' ? 'What it found' : 'To go on with what is missing';
  return `${lines.join('\n')}\n${words}:\n  ${commandOf(['sweep', next, folder])}\n`;
}

/** `recdistill sweep run`, once its options are read. */
export async function runSweepCommand(path: string, flags: SweepRunFlags): Promise<void> {
  const description = readDescription(path);
  await conductSweep(join(path), flags.out ?? join('out', 'sweeps', description.name), flags);
}

/** `recdistill sweep resume`. */
export async function resumeSweepCommand(folder: string, flags: SweepRunFlags): Promise<void> {
  await conductSweep(join(folder, 'sweep.json'), folder, flags);
}

async function conductSweep(path: string, folder: string, flags: SweepRunFlags): Promise<void> {
  if (flags.on === undefined) checkCores(flags);
  const description = readDescription(path);
  const { cache: cacheFolder, jobs, threads, retries, memoryGb, dataDir = null, json } = flags;
  const memoryBytes = memoryGb === undefined ? null : memoryGb * 2 ** 30;
  const cluster = await openCluster(flags, { folder, cacheFolder, dataDir });
  const progress = sweepProgress();
  const tracking = sweepTracking({ trackers: flags.track, folder, name: description.name });
  const { signal, release } = stopOnInterrupt();
  const summary = await runDescribedSweep({
    ...{ description, folder, cacheFolder, dataDir, jobs, threads, retries, memoryBytes, signal },
    ...cluster,
    onEvent: (event) => {
      progress.onEvent(event);
      tracking.onEvent(event);
    },
  }).finally(() => {
    progress.stop();
    release();
  });
  await tracking.end(summary.outcome === 'complete' ? 'finished' : 'failed');
  const { results: _, lost, ...figures } = summary;
  const losses = lost.map(({ job, ...loss }) => ({ key: job.key, label: job.label, ...loss }));
  if (json) process.stdout.write(`${JSON.stringify({ ...figures, folder, lost: losses }, null, 2)}\n`);
  else process.stdout.write(summaryText(summary, folder));
  process.exitCode = summary.outcome === 'complete' ? 0 : 1;
}
