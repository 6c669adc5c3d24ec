import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../errors';
import type { PipelineEvent } from '../../pipeline';
import type { Job } from '../../sweep/job';
import { runJob } from '../../sweep/jobs/run-job';
import { writtenResult } from '../../sweep/read-result';
import { writeOnce } from '../../sweep/write-once';
import { prepareFromWords } from '../sweep-job';

function readJob(path: string): Job {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(`${path}: expected a sweep's job; ${(error as Error).message}`);
  }
}

/** A job's log: a line a stage and an epoch. */
function say(event: PipelineEvent): void {
  if (event.kind === 'epoch') {
    const { epoch, epochs, trainLoss, validation } = event.event;
    const figures = `loss ${trainLoss.toFixed(4)}, validation ${validation.toFixed(4)}`;
    process.stderr.write(`${event.stage}: epoch ${epoch + 1} of ${epochs}, ${figures}\n`);
  } else if (event.kind === 'stage') process.stderr.write(`${event.stage}: ${event.detail}\n`);
}

/** `recdistill sweep job`: does one job and writes its result, once. */
export async function doJob(options: {
  readonly jobPath: string;
  readonly resultPath: string;
  readonly cacheFolder: string;
  readonly dataDir?: string;
}): Promise<void> {
  const { jobPath, resultPath, cacheFolder, dataDir } = options;
  if (existsSync(resultPath)) return;
  const job = readJob(jobPath);
  const result = await runJob(job, { prepare: prepareFromWords, cacheFolder, dataDir, onEvent: say });
  if (!writeOnce(resultPath, writtenResult(result)))
    process.stderr.write(`${resultPath}: another process wrote it first; this one's is not kept\n`);
}
