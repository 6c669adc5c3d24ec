import { basename } from 'node:path';
import type { Split } from '../../data/split';
import { readSoftTargets } from '../../distill/soft-targets/read-soft-targets';
import type { ScoredPairs, SoftTargets, SoftTargetsSource } from '../../distill/soft-targets/soft-targets';
import { writeSoftTargets } from '../../distill/soft-targets/write-soft-targets';
import { InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import { PAIRS_AT_ONCE } from '../../models/rating/predict-logits';
import { makeTeacher, type TeachingOptions } from '../run-split';
import { pairsToScore } from '../soft-pairs';
import type { ShardedTeacher } from './score-shards';
import type { ShardBounds } from './shard-bounds';
import { openShards, type ShardManifest, type ShardSet } from './shard-folder';

/** Some rows of what a teacher is asked, made when they are needed. */
interface AskedPairs {
  readonly rows: number;
  readonly hash: string;
  readonly take: (bounds: ShardBounds) => ScoredPairs;
}

/** The pairs that students learn from, as `distill` draws them. */
function trainingPairs({ split, settings, seed }: TeachingOptions): AskedPairs {
  const { users, items, observed } = pairsToScore(split, settings.distillation, seed);
  return {
    rows: users.length,
    hash: sha256(users, items, observed),
    take: ({ first, end }) => ({
      users: users.slice(first, end),
      items: items.slice(first, end),
      observed: observed.slice(first, end),
    }),
  };
}

/** Every user with every item, user by user. */
function cataloguePairs({ data, train }: Split): AskedPairs {
  const [users, items] = [data.users.ids.length, data.items.ids.length];
  const rated = new Set(
    train.map((row) => data.interactions.users[row] * items + data.interactions.items[row]),
  );
  return {
    rows: users * items,
    hash: sha256(`every of ${users} users with every of ${items} items`, train),
    take: ({ first, end }) => {
      const length = end - first;
      return {
        users: Int32Array.from({ length }, (_, i) => Math.floor((first + i) / items)),
        items: Int32Array.from({ length }, (_, i) => (first + i) % items),
        observed: Uint8Array.from({ length }, (_, i) => (rated.has(first + i) ? 1 : 0)),
      };
    },
  };
}

/** The teacher of a split of ratings, trained or found in the cache, to be asked shard by shard; dispose it. */
export async function shardedRatingTeacher(
  options: TeachingOptions & { readonly rowsAre: ShardSet['rowsAre']; readonly shards: number },
): Promise<ShardedTeacher> {
  const { rowsAre, shards, ...teaching } = options;
  const { split } = teaching;
  const asked = rowsAre === 'training' ? trainingPairs(teaching) : cataloguePairs(split);
  const { teacher } = await makeTeacher(teaching);
  const { classes } = teacher;
  const source: SoftTargetsSource = {
    ...{ teacher: teacher.hash(), data: split.data.hash, split: split.hash, classes },
  };
  return {
    set: {
      ...{ task: 'rating', rowsAre, teacher: source.teacher, data: source.data, split: source.split },
      ...{ asked: asked.hash, rows: asked.rows, block: PAIRS_AT_ONCE, shards, more: { classes } },
    },
    score: async (bounds, path) => {
      const pairs = asked.take(bounds);
      await writeSoftTargets({ path, softTargets: { ...source, ...pairs, logits: teacher.logits(pairs) } });
      const { users, items, observed } = pairs;
      return { names: [basename(path)], asked: sha256(users, items, observed) };
    },
    dispose: () => teacher.dispose(),
  };
}

function sourceOf({ set }: ShardManifest): SoftTargetsSource {
  if (set.task !== 'rating')
    throw new InputError(`expected shards of a rating teacher, found those of a ${set.task} teacher`);
  const { teacher, data, split, more } = set;
  return { teacher, data, split, classes: Number(more.classes) };
}

/** A rating teacher's word, a shard at a time, so that memory holds one. @throws InputError as `readRatingShards` */
export async function* eachRatingShard(folder: string): AsyncGenerator<SoftTargets> {
  const { manifest, shards } = await openShards(folder);
  const expected = sourceOf(manifest);
  for (const { shard } of manifest.parts) yield readSoftTargets({ path: shards.pathOf(shard), expected });
}

/**
 * A rating teacher's word of all shards, as if it had been asked at once.
 * @throws InputError naming what is missing, damaged or another task's
 */
export async function readRatingShards(folder: string): Promise<SoftTargets> {
  const { manifest } = await openShards(folder);
  const source = sourceOf(manifest);
  const { rows } = manifest.set;
  const whole: SoftTargets = {
    ...source,
    ...{ users: new Int32Array(rows), items: new Int32Array(rows), observed: new Uint8Array(rows) },
    logits: new Float32Array(rows * source.classes),
  };
  let first = 0;
  for await (const part of eachRatingShard(folder)) {
    whole.users.set(part.users, first);
    whole.items.set(part.items, first);
    whole.observed.set(part.observed, first);
    whole.logits.set(part.logits, first * source.classes);
    first += part.users.length;
  }
  return whole;
}
