import type { ColumnSource } from 'hyparquet-writer';
import { checkOptions, InputError } from '../../../errors';
import { sha256File } from '../../../files/hash';
import { type StoredTensor, writeSafetensors } from '../../../files/safetensors';
import { writeSealedParquet } from '../../soft-targets/sealed-parquet';
import {
  bitsOf,
  type Precision,
  type RankedDescription,
  rankedTargetsKind,
  vectorsPath,
} from './parquet-format';
import { quantiseRows } from './quantise-rows';
import { checkRankedTargets, type RankedTargets } from './ranked-targets';

/** Each value k times. */
function repeated(values: Float32Array, k: number): Float32Array {
  return Float32Array.from({ length: values.length * k }, (_, at) => values[Math.floor(at / k)]);
}

function logitColumns({ logits, k }: RankedTargets, precision: Precision): ColumnSource[] {
  const bits = bitsOf[precision];
  if (bits === null)
    return [{ name: 'logit', data: logits, type: 'FLOAT', nullable: false, encoding: 'PLAIN' }];
  const { codes, low, step } = quantiseRows({ values: logits, k, bits });
  // A number that stands k times in a row costs a few bytes once as a run.
  const runs = { type: 'FLOAT', nullable: false, encoding: 'RLE_DICTIONARY' } as const;
  return [
    // Codes of a context fall from the best on, by steps that are far narrower than the codes themselves.
    { name: 'code', data: codes, type: 'INT32', nullable: false, encoding: 'DELTA_BINARY_PACKED' },
    { name: 'low', data: repeated(low, k), ...runs },
    { name: 'step', data: repeated(step, k), ...runs },
  ];
}

/** Writes the vectors beside the lists and gives their hash; null where there are none. */
async function writeVectors(path: string, targets: RankedTargets): Promise<string | null> {
  const tensors = new Map<string, StoredTensor>();
  for (const name of ['hidden', 'itemVectors'] as const) {
    const vectors = targets[name];
    if (vectors === undefined) continue;
    const { values, width } = vectors;
    tensors.set(name, { shape: [values.length / width, width], values });
  }
  if (tensors.size === 0) return null;
  writeSafetensors(vectorsPath(path), tensors, {});
  return sha256File(vectorsPath(path));
}

/**
 * Writes ranked targets as Parquet: a row for each context and rank (row r is rank r mod k of context r div k) with the
 * columns `item` and `logit`, or, in 8 or 16 bits, `code`, `low` and `step` with logit = low + code · step; and a
 * description with a checksum in the metadata. The error of a logit is at most (best - worst logit kept of its context)
 * / 510 in 8 bits and / 131,070 in 16, besides the rounding of single precision. Vectors, where there are any, stand in
 * single precision in `<path>.vectors.safetensors`.
 * @throws InputError if lists are not sorted, not finite, or hold an item twice or one that is not in the catalogue
 */
export async function writeRankedTargets(options: {
  readonly path: string;
  readonly targets: RankedTargets;
  readonly precision: Precision;
}): Promise<void> {
  checkOptions('writeRankedTargets', options, ['path', 'targets', 'precision']);
  const { path, targets, precision } = options;
  if (!Object.hasOwn(bitsOf, precision)) {
    throw new InputError(
      `writeRankedTargets: precision must be one of ${Object.keys(bitsOf).join(', ')}, found ${precision}`,
    );
  }
  checkRankedTargets('writeRankedTargets', targets);
  const { source, contexts, k, items } = targets;
  const { teacher, data, split, queries, catalogue } = source;
  const vectors = await writeVectors(path, targets);
  const own = { teacher, data, split, queries, catalogue };
  const description: RankedDescription = { ...own, contexts, k, precision, vectors };
  const columns: ColumnSource[] = [
    { name: 'item', data: items, type: 'INT32', nullable: false, encoding: 'DELTA_BINARY_PACKED' },
    ...logitColumns(targets, precision),
  ];
  await writeSealedParquet({ path, kind: rankedTargetsKind, description, columns });
}
