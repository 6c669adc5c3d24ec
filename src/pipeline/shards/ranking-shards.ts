import { basename } from 'node:path';
import type { Contexts } from '../../data/contexts';
import { joinContexts } from '../../data/join-contexts';
import { takeContexts } from '../../data/take-contexts';
import { vectorsPath } from '../../distill/ranking/soft-targets/parquet-format';
import { queriesHash, type RankedTargets } from '../../distill/ranking/soft-targets/ranked-targets';
import { readRankedTargets } from '../../distill/ranking/soft-targets/read-ranked-targets';
import { writeRankedTargets } from '../../distill/ranking/soft-targets/write-ranked-targets';
import type { StoredVectors } from '../../distill/ranking/stored-teacher';
import { InputError } from '../../errors';
import { makeRankingTeacher, type RankingArtefactsOptions } from '../ranking/ranking-artefacts';
import { blockSizeOf } from '../ranking/ranking-queries';
import { drawnBy, rankForSoft } from '../ranking/ranking-soft';
import { CONTEXTS_AT_ONCE, type RankingTeacher } from '../ranking/ranking-teacher';
import type { ShardedTeacher } from './score-shards';
import type { ShardBounds } from './shard-bounds';
import { openShards, type ShardManifest } from './shard-folder';

function between({ first, end }: ShardBounds): Int32Array {
  return Int32Array.from({ length: end - first }, (_, i) => first + i);
}

/** Vectors of some contexts, computed in the very blocks in which those of all are. */
function vectorsOf(teacher: RankingTeacher, contexts: Contexts, { first, end }: ShardBounds) {
  const from = Math.floor(first / CONTEXTS_AT_ONCE) * CONTEXTS_AT_ONCE;
  const to = Math.min(contexts.rows.length, Math.ceil(end / CONTEXTS_AT_ONCE) * CONTEXTS_AT_ONCE);
  const queries = between({ first: from, end: to });
  const { hidden, itemVectors } = teacher.vectors(takeContexts({ contexts, queries }));
  const { width, values } = hidden;
  return {
    hidden: { width, values: values.slice((first - from) * width, (end - from) * width) },
    itemVectors,
  };
}

/**
 * The teacher of a split of rankings, trained or found in the cache, to be asked of the training queries and of the
 * histories that it draws, shard by shard; dispose it.
 */
export async function shardedRankingTeacher(
  options: RankingArtefactsOptions & { readonly shards: number },
): Promise<ShardedTeacher> {
  const { shards, ...teaching } = options;
  const { split, settings, seenItems, signal } = teaching;
  const { teacher, observed } = await makeRankingTeacher(teaching);
  const drawn = drawnBy({ ...teaching, teacher, observed });
  const contexts = drawn === null ? observed.contexts : joinContexts([observed.contexts, drawn]);
  const own = { teacher: teacher.hash(), data: split.data.hash, split: split.hash };
  const catalogue = teacher.items;
  const k = Math.min(settings.distillation.k, catalogue - contexts.width);
  return {
    set: {
      ...{ task: 'ranking', rowsAre: 'training', ...own, asked: queriesHash(contexts) },
      ...{ rows: contexts.rows.length, block: blockSizeOf(catalogue), shards },
      more: { k, catalogue, seenItems },
    },
    score: async (bounds, path) => {
      const part = takeContexts({ contexts, queries: between(bounds) });
      const ranked = await rankForSoft({ source: own, teacher, contexts: part, k, seenItems, signal });
      const targets = { ...ranked, ...vectorsOf(teacher, contexts, bounds) };
      await writeRankedTargets({ path, targets, precision: 'float32' });
      const names = [path, vectorsPath(path)].map((file) => basename(file));
      return { names, asked: queriesHash(part) };
    },
    dispose: () => teacher.dispose(),
  };
}

/**
 * A ranking teacher's word of all shards, as if it had been asked at once.
 * @throws InputError naming what is missing, damaged or another task's
 */
export async function readRankingShards(folder: string): Promise<RankedTargets> {
  const { manifest, shards } = await openShards(folder);
  const { rows, more, teacher, data, split, asked } = setOf(manifest);
  const [k, catalogue] = [Number(more.k), Number(more.catalogue)];
  const source = { teacher, data, split, queries: asked, catalogue };
  const items = new Int32Array(rows * k);
  const logits = new Float32Array(rows * k);
  let hidden: StoredVectors | undefined;
  let itemVectors: StoredVectors | undefined;
  for (const { shard, first, asked: queries } of manifest.parts) {
    const path = shards.pathOf(shard);
    const part = await readRankedTargets({ path, expected: { ...source, queries } });
    items.set(part.items, first * k);
    logits.set(part.logits, first * k);
    if (part.hidden === undefined) continue;
    const { width } = part.hidden;
    hidden ??= { width, values: new Float32Array(rows * width) };
    (hidden.values as Float32Array).set(part.hidden.values, first * width);
    itemVectors ??= part.itemVectors;
  }
  return { contexts: rows, k, items, logits, hidden, itemVectors, source };
}

function setOf({ set }: ShardManifest) {
  if (set.task === 'ranking') return set;
  throw new InputError(`expected shards of a ranking teacher, found those of a ${set.task} teacher`);
}
