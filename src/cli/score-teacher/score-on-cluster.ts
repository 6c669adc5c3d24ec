import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../errors';
import { codeVersion } from '../../pipeline/code-version';
import { folderStore } from '../../sweep/folder-store';
import type { Job, Json } from '../../sweep/job';
import { makeJob } from '../../sweep/job-key';
import type { ShardJobSettings } from '../../sweep/jobs/job-settings';
import type { PreparedRun } from '../../sweep/jobs/prepared-run';
import { shardsFolder } from '../../sweep/jobs/shard-jobs';
import { programPath } from '../../sweep/look-at-data';
import { plannerOf } from '../../sweep/plan/planner';
import { runSweep } from '../../sweep/run-sweep';
import { addDistillOptions } from '../distill/add-distill-options';
import { openCluster } from '../sweep/open-cluster';
import type { ScoreTeacherFlags } from './run-score-teacher';

/** Options that say where things lie, and so are no part of what a job is. */
const places = ['--out', '--cache', '--data-dir', '--json'];

/** Of the command's words, those that `distill` knows too: what they name decides the teacher. */
export function teacherWords(words: readonly string[]): string[] {
  const known = new Map(
    addDistillOptions(new Command()).options.flatMap((option) =>
      option.long ? [[option.long, option]] : [],
    ),
  );
  return words.flatMap((word, i) => {
    const name = word.split('=')[0];
    const option = known.get(name);
    if (option === undefined || places.includes(name)) return [];
    const takesNext = (option.required || option.optional) && !word.includes('=');
    return takesNext ? [`${word}=${words[i + 1]}`] : [word];
  });
}

/** The teacher first, then every shard that is asked for. */
function shardJobs(flags: ScoreTeacherFlags, run: PreparedRun, words: readonly string[]): Job[] {
  const { shards, shard: which, rows: rowsAre, fold = null } = flags;
  const more = { threads: 1, limitSeconds: null };
  const common = { words: teacherWords(words), fold, dataHash: run.dataHash, codeVersion: codeVersion() };
  const teacher = makeJob({ ...more, kind: 'teacher', label: 'teacher', settings: common, needs: [] });
  const numbers = which ?? Array.from({ length: shards }, (_, shard) => shard);
  const parts = numbers.map((shard) => {
    const settings: ShardJobSettings = { ...common, shard, shards, rowsAre };
    return makeJob({
      ...{ ...more, kind: 'shard', label: `shard ${shard} of ${shards}`, needs: [teacher.key] },
      settings: settings as unknown as Record<string, Json>,
    });
  });
  return [teacher, ...parts];
}

/**
 * Has the shards scored by a cluster whose nodes share the cache folder, and copies them to where they are asked for,
 * one whole file after the other; what is there already is left to whoever looks at it.
 * @throws InputError where some could not be scored, with the end of the first one's log
 */
export async function scoreOnCluster(
  flags: ScoreTeacherFlags,
  {
    run,
    words,
    onDone,
  }: { readonly run: PreparedRun; readonly words: readonly string[]; readonly onDone: () => void },
): Promise<void> {
  if (flags.store !== undefined)
    throw new InputError('--store: expected a folder that the nodes share for shards; give --share instead');
  const { cache: cacheFolder, out, dataDir = null } = flags;
  const folder = join(resolve(out), 'sweep');
  const jobs = shardJobs(flags, run, words);
  const { executor } = await openCluster(flags, { folder, cacheFolder, dataDir });
  if (executor === undefined) return;
  const data = dataDir === null ? [] : ['--data-dir', resolve(dataDir)];
  const summary = await runSweep({
    ...{ name: 'shards', settings: { words: [...words] }, planner: plannerOf(jobs), executor },
    ...{ store: folderStore(folder), logFolder: join(folder, 'logs'), retries: 2, limitSeconds: null },
    ...{ leaseMs: 60_000, othersMs: 5000, pollMs: 1000 },
    command: ({ job, result }) => [
      ...[
        process.execPath,
        programPath,
        'sweep',
        'job',
        job,
        result,
        '--cache',
        resolve(cacheFolder),
        ...data,
      ],
    ],
    onEvent: ({ kind }) => {
      if (kind === 'job-finished') onDone();
    },
  }).finally(() => executor.close());
  if (summary.lost.length > 0) {
    const [{ job, reason, tail }] = summary.lost;
    throw new InputError(`${summary.lost.length} jobs failed; ${job.label} ${reason}:\n${tail}`);
  }
  const made = shardsFolder(jobs[1].settings as unknown as ShardJobSettings, resolve(cacheFolder));
  if (existsSync(made))
    cpSync(made, out, { recursive: true, force: false, filter: (path) => !path.endsWith('.partial') });
}
