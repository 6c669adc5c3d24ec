import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions } from '../../../errors';
import { sha256 } from '../../../files/hash';
import type { Precision } from './parquet-format';
import { type RankedSource, type RankedTargets, sourceNames } from './ranked-targets';
import { readRankedTargets } from './read-ranked-targets';
import { writeRankedTargets } from './write-ranked-targets';

/**
 * Ranked targets from the cache, or from the teacher, who is asked once and whose word is then kept. The file's name is
 * the hash of the source and the settings, so that nothing stale is ever found. What was just made is read back, so that
 * a first run learns from the same rounded logits as any later one.
 * @param options.folder where the cache lies; made where it is missing
 * @param options.settings all that changes what is made besides the source: k, what is excluded ...
 * @param options.make asks the teacher; called on a miss only
 * @returns the targets, the file, and whether it was there already
 * @throws InputError if the cached file is damaged, or what was made does not fit
 */
export async function cachedRankedTargets(options: {
  readonly folder: string;
  readonly source: RankedSource;
  readonly precision: Precision;
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
  readonly make: () => RankedTargets | Promise<RankedTargets>;
}): Promise<{ targets: RankedTargets; path: string; wasCached: boolean }> {
  checkOptions('cachedRankedTargets', options, ['folder', 'source', 'precision', 'settings', 'make']);
  const { folder, source, precision, settings, make } = options;
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = sha256(...sourceNames.map((name) => String(source[name])), precision, JSON.stringify(sorted));
  const path = join(folder, `ranked-targets-${key}.parquet`);
  const wasCached = existsSync(path);
  if (!wasCached) await writeRankedTargets({ path, targets: await make(), precision });
  return { targets: await readRankedTargets({ path, expected: source }), path, wasCached };
}
