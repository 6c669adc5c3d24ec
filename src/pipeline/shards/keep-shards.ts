import { cachedRankedTargets } from '../../distill/ranking/soft-targets/cached-ranked-targets';
import { cachedSoftTargets } from '../../distill/soft-targets/cached-soft-targets';
import { InputError } from '../../errors';
import { readRankingShards } from './ranking-shards';
import { readRatingShards } from './rating-shards';
import { openShards } from './shard-folder';

/**
 * Puts a teacher's word of all shards where the pipeline looks for it, so that a distillation with the same cache folder,
 * data and settings asks no teacher any more. It holds all shards in memory, as every student's training does.
 * @returns the file
 * @throws InputError for shards over the catalogue, which no student learns from, and those that are not whole
 */
export async function keepShards(options: {
  readonly folder: string;
  readonly cacheFolder: string;
}): Promise<string> {
  const { folder, cacheFolder } = options;
  const { manifest } = await openShards(folder);
  const { task, rowsAre, more } = manifest.set;
  if (rowsAre !== 'training')
    throw new InputError(
      `${folder}: expected shards of rows training, found ${rowsAre}; read them as they are`,
    );
  if (task === 'rating') {
    const { logits, users, items, observed, ...source } = await readRatingShards(folder);
    const pairs = { users, items, observed };
    const kept = await cachedSoftTargets({ folder: cacheFolder, ...source, pairs, score: () => logits });
    return kept.path;
  }
  const targets = await readRankingShards(folder);
  const { k, source } = targets;
  const kept = await cachedRankedTargets({
    ...{ folder: cacheFolder, source, precision: 'float32' },
    settings: { k, seenItems: more.seenItems },
    make: () => targets,
  });
  return kept.path;
}
