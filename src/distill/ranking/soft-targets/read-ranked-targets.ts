import { existsSync } from 'node:fs';
import { checkOptions } from '../../../errors';
import { sha256File } from '../../../files/hash';
import { readSafetensors } from '../../../files/safetensors';
import {
  checkSource,
  type OpenedFile,
  openSealedParquet,
  readColumns,
  refuseFile,
} from '../../soft-targets/sealed-parquet';
import type { StoredVectors } from '../stored-teacher';
import { bitsOf, type RankedDescription, rankedTargetsKind, vectorsPath } from './parquet-format';
import { dequantise } from './quantise-rows';
import { type RankedSource, type RankedTargets, sourceNames } from './ranked-targets';

/** The items and logits of all contexts. */
async function readLists(
  opened: OpenedFile<RankedDescription>,
  size: number,
  isQuantised: boolean,
): Promise<{ items: Int32Array; logits: Float32Array }> {
  const columns = {
    item: new Int32Array(size),
    logit: new Float32Array(isQuantised ? 0 : size),
    code: new Int32Array(isQuantised ? size : 0),
    low: new Float32Array(isQuantised ? size : 0),
    step: new Float32Array(isQuantised ? size : 0),
  };
  const places = Object.entries(columns).map(
    ([name, target]) => [name, { target, offset: 0, stride: 1 }] as const,
  );
  await readColumns(opened, new Map(places));
  const { item: items, logit, code, low, step } = columns;
  return { items, logits: isQuantised ? dequantise(code, low, step) : logit };
}

async function readVectors(
  path: string,
  expected: string | null,
): Promise<{ hidden?: StoredVectors; itemVectors?: StoredVectors }> {
  if (expected === null) return {};
  const file = vectorsPath(path);
  if (!existsSync(file)) refuseFile(file, `the vectors that belong to ${path}`, 'none');
  const found = await sha256File(file);
  if (found !== expected) refuseFile(file, `the vectors that belong to ${path} (sha256 ${expected})`, found);
  const { tensors } = readSafetensors(file);
  const entries = [...tensors].map(([name, { shape, values }]) => [name, { values, width: shape[1] }]);
  return Object.fromEntries(entries);
}

/**
 * Reads ranked targets and refuses those that are damaged, cut, of another kind, or another teacher's.
 * @param options.expected the teacher, data, split, queries and catalogue that the reader can use
 * @throws InputError naming the file, what was expected and what was found
 */
export async function readRankedTargets(options: {
  readonly path: string;
  readonly expected: RankedSource;
}): Promise<RankedTargets> {
  checkOptions('readRankedTargets', options, ['path', 'expected']);
  const { path, expected } = options;
  const kind = rankedTargetsKind;
  const opened = await openSealedParquet<RankedDescription>(path, kind);
  const { teacher, data, split, queries, catalogue, contexts, k, precision, vectors } = opened.description;
  const source: RankedSource = { teacher, data, split, queries, catalogue };
  checkSource({ path, kind, found: source, expected, names: sourceNames });
  const lists = await readLists(opened, contexts * k, bitsOf[precision] !== null);
  return { contexts, k, ...lists, ...(await readVectors(path, vectors)), source };
}
