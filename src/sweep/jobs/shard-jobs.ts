import { join } from 'node:path';
import { canonicalJson } from '../../distill/sweep/trial-key';
import { InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import { shardedRankingTeacher } from '../../pipeline/shards/ranking-shards';
import { shardedRatingTeacher } from '../../pipeline/shards/rating-shards';
import { type ShardedTeacher, scoreShards } from '../../pipeline/shards/score-shards';
import type { ShardPart } from '../../pipeline/shards/shard-folder';
import type { Json } from '../job';
import { chooseSplit } from './choose-split';
import type { ShardJobSettings } from './job-settings';
import type { PreparedRun } from './prepared-run';
import type { Found, JobPlace } from './task-jobs';

/**
 * The teacher of a prepared run, to be asked shard by shard.
 * @throws InputError for a task whose teachers are asked at once, or rows that it has not
 */
export async function shardedTeacherOf(
  run: PreparedRun,
  { fold, shards, rowsAre }: Pick<ShardJobSettings, 'fold' | 'shards' | 'rowsAre'>,
  { cacheFolder, onEvent, signal }: Omit<JobPlace, 'modelFolder'>,
): Promise<ShardedTeacher> {
  const places = { cacheFolder, onEvent, signal };
  if (run.task === 'click')
    throw new InputError(
      'shards: expected ratings or rankings; a click teacher is asked of the training rows alone, which `recdistill distill` does at once',
    );
  const split = chooseSplit(run.splits, fold);
  const { seed, textSource, model } = run;
  const own = { split, seed, textSource, model, shards, ...places };
  if (run.task === 'rating') return shardedRatingTeacher({ ...own, settings: run.settings, rowsAre });
  if (run.softTargets !== null)
    throw new InputError('shards: no teacher is asked beside --soft-targets; leave one of them out');
  if (rowsAre === 'catalogue')
    throw new InputError(
      'rows catalogue: expected rows training for rankings, whose every list is taken from the whole catalogue',
    );
  return shardedRankingTeacher({ ...own, settings: run.settings, seenItems: run.seenItems });
}

/** Where the shards of one teacher lie in a cache folder. */
export function shardsFolder(settings: ShardJobSettings, cacheFolder: string): string {
  const { shard: _, ...set } = settings;
  return join(cacheFolder, `teacher-shards-${sha256(canonicalJson(set)).slice(0, 24)}`);
}

/**
 * A job of kind `shard`: one part, which goes into the cache folder, so machines that score one teacher must share that.
 * Whoever ends last writes the manifest.
 */
export async function shardFound(
  run: PreparedRun,
  settings: ShardJobSettings,
  place: JobPlace,
): Promise<Found> {
  const teacher = await shardedTeacherOf(run, settings, place);
  try {
    const parts: ShardPart[] = [];
    await scoreShards({
      ...{ teacher, folder: shardsFolder(settings, place.cacheFolder), which: [settings.shard] },
      ...{ onShard: ({ part }) => parts.push(part), signal: place.signal },
    });
    const [{ first, end }] = parts;
    return { metrics: { rows: end - first }, details: parts[0] as unknown as Json };
  } finally {
    teacher.dispose();
  }
}
