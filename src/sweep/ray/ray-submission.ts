import { existsSync } from 'node:fs';
import type { Submission } from '../executor';
import { threadLimits } from '../local/thread-limits';
import { pathThere, wordThere } from './node-paths';
import { encodePlan } from './node-plan';
import type { RaySubmission } from './ray-jobs';
import type { RayExecutorOptions } from './ray-options';

/** In the packed project. */
const launcher = 'dist/sweep/ray/run-on-node.js';

const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * A job as Ray takes it. Its name follows from sweep, job and attempt, so that Ray refuses a second one; threads travel
 * in the plan and not among the variables of the environment, which is the same for all jobs and so set up once a node.
 * @param uri of the packed project
 */
export function raySubmission(
  { job, attempt, command, logPath }: Submission,
  { uri, options }: { readonly uri: string; readonly options: RayExecutorOptions },
): RaySubmission {
  const { sweep, folders, projectFolder, packagesFrom, nodeProgram, variables } = options;
  const places = [...folders, { here: projectFolder, there: '' }];
  const there = (word: string): string => wordThere(word, places);
  const isShared = (word: string): boolean => pathThere(word, folders)?.startsWith('s3://') === false;
  const plan = encodePlan({
    words: command.map((word) => (word === process.execPath ? '{node}' : there(word))),
    variables: threadLimits(job.threads),
    packagesFrom,
    awaits: command.filter((word) => existsSync(word) && isShared(word)).map(there),
  });
  return {
    submission_id: `recdistill-${sweep}-${job.key}-${attempt}`,
    entrypoint: `${shellWord(nodeProgram)} ${launcher} ${plan}`,
    entrypoint_num_cpus: job.threads,
    metadata: { sweep, key: job.key, attempt: String(attempt), label: job.label, log: logPath },
    runtime_env: { working_dir: uri, env_vars: variables },
  };
}
