import { stat } from 'node:fs/promises';
import { shorterLists } from '../../distill/ranking/shorter-lists';
import { cachedRankedTargets } from '../../distill/ranking/soft-targets/cached-ranked-targets';
import type { Precision } from '../../distill/ranking/soft-targets/parquet-format';
import { queriesHash } from '../../distill/ranking/soft-targets/ranked-targets';
import { checkOptions } from '../../errors';
import { sha256 } from '../../files/hash';
import type { RankingSoft } from './ranking-trial';

/**
 * The teacher's word as a student reads it from disk: its `k` best items of each query, logits at a precision, no
 * vectors. What is kept decides what a student can learn, and how many bytes it costs.
 * @param options.folder where the file lies; an earlier one is found again
 * @returns `sizeBytes` of the file beside what was read from it
 * @throws InputError where fewer than `k` items were kept
 */
export async function softAsStored(options: {
  readonly soft: RankingSoft;
  readonly k: number;
  readonly precision: Precision;
  readonly folder: string;
}): Promise<{ readonly soft: RankingSoft; readonly sizeBytes: number }> {
  checkOptions('softAsStored', options, ['soft', 'k', 'precision', 'folder']);
  const { soft, k, precision, folder } = options;
  const { hidden: _, itemVectors: __, ...lists } = shorterLists({ teacher: soft.teacher, k });
  const source = {
    ...{ teacher: soft.hash, data: soft.hash, split: soft.hash },
    queries: queriesHash(soft.examples.contexts),
    catalogue: soft.popularity.length,
  };
  const { targets, path } = await cachedRankedTargets({
    folder,
    source,
    precision,
    settings: { k },
    make: () => ({ ...lists, source }),
  });
  const hash = sha256(soft.hash, String(k), precision);
  const { size } = await stat(path);
  return { soft: { ...soft, teacher: targets, hash, path }, sizeBytes: size };
}
