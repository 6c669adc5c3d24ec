import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions } from '../../errors';
import { readSoftTargets } from './read-soft-targets';
import { type ScoredPairs, type SoftTargets, softTargetsKey } from './soft-targets';
import { writeSoftTargets } from './write-soft-targets';

/**
 * Soft targets from the cache, or from the teacher, who is asked once and whose word is then kept. The file's name is
 * the hash of teacher, data, split and pairs, so that nothing stale is ever found.
 * @param options.folder where the cache lies; made where it is missing
 * @param options.score the teacher's logits for pairs, [pairs, classes] row-major; called on a miss only
 * @returns the soft targets, the file, and whether it was there already
 * @throws InputError if the cached file is damaged, or the teacher's logits do not fit or are not finite
 */
export async function cachedSoftTargets(options: {
  readonly folder: string;
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  readonly classes: number;
  readonly pairs: ScoredPairs;
  readonly score: (pairs: PairBatch) => Float32Array | Promise<Float32Array>;
}): Promise<{ softTargets: SoftTargets; path: string; wasCached: boolean }> {
  checkOptions('cachedSoftTargets', options, [
    'folder',
    'teacher',
    'data',
    'split',
    'classes',
    'pairs',
    'score',
  ]);
  const { folder, teacher, data, split, classes, pairs, score } = options;
  const { users, items, observed } = pairs;
  const path = join(folder, `soft-targets-${softTargetsKey({ teacher, data, split, pairs })}.parquet`);
  if (existsSync(path)) {
    const expected = { teacher, data, split, classes };
    return { softTargets: await readSoftTargets({ path, expected }), path, wasCached: true };
  }
  const logits = await score({ users, items });
  const softTargets = { teacher, data, split, classes, users, items, observed, logits };
  await writeSoftTargets({ path, softTargets });
  return { softTargets, path, wasCached: false };
}
