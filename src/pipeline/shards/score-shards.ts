import type { ShardBounds } from './shard-bounds';
import {
  type ScoredShard,
  ShardFolder,
  type ShardManifest,
  type ShardPart,
  type ShardSet,
} from './shard-folder';

/** A teacher that is asked shard by shard. */
export interface ShardedTeacher {
  readonly set: ShardSet;
  /** Asks the teacher of some rows and writes its word. */
  readonly score: (bounds: ShardBounds, path: string) => Promise<ScoredShard>;
  readonly dispose: () => void;
}

/** What became of one shard. */
export interface ShardEvent {
  readonly part: ShardPart;
  /** False where it lay there whole. */
  readonly wasScored: boolean;
  readonly done: number;
  readonly total: number;
}

/**
 * Scores shards that are missing or damaged and leaves the others as they are; a shard at a time, so that memory holds
 * one. Several processes may share a folder.
 * @param options.which numbers of shards; null for all
 * @returns the manifest where no shard is missing any more, else null
 * @throws InputError where the folder holds another teacher's word; the signal's reason between two shards
 */
export async function scoreShards(options: {
  readonly teacher: ShardedTeacher;
  readonly folder: string;
  readonly which: readonly number[] | null;
  readonly onShard?: (event: ShardEvent) => void;
  readonly signal?: AbortSignal;
}): Promise<ShardManifest | null> {
  const { teacher, folder, onShard, signal } = options;
  const shards = new ShardFolder(folder, teacher.set);
  const which = options.which ?? Array.from({ length: teacher.set.shards }, (_, shard) => shard);
  for (const [i, shard] of which.entries()) {
    signal?.throwIfAborted();
    const whole = await shards.wholePart(shard);
    const part = whole ?? (await scoreOne(teacher, shards, shard));
    onShard?.({ part, wasScored: whole === null, done: i + 1, total: which.length });
  }
  return shards.finish();
}

async function scoreOne(teacher: ShardedTeacher, shards: ShardFolder, shard: number): Promise<ShardPart> {
  return shards.notePart(shard, await teacher.score(shards.boundsOf(shard), shards.pathOf(shard)));
}
