import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions } from '../errors';
import { sha256 } from '../files/hash';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { hashWeights } from '../tensor';
import { type EncodeTextsOptions, encodeTexts, encodeTextsOptions } from './encode-texts';

export interface TextTable {
  /** [texts, width], row-major */
  readonly values: Float32Array;
  readonly width: number;
  /** Where the table lies on disk. */
  readonly path: string;
  readonly origin: 'computed' | 'cache';
  /** Why a file in the cache could not be used, if there was one. */
  readonly refused: string | null;
}

/** Equal if and only if the table would be: model, tokenizer, cut and texts. */
function tableKey({ encoder, tokenizer, texts, maxTokens }: EncodeTextsOptions): string {
  const model = [JSON.stringify(encoder.config), hashWeights(encoder.parameters), tokenizer.hash];
  return sha256('mean of last hidden states', ...model, String(maxTokens), ...texts);
}

/** @throws Error with the reason if the file does not hold what was asked for, unharmed */
function readTable(path: string, key: string, shape: readonly number[]): Float32Array {
  const { tensors, metadata } = readSafetensors(path);
  const table = tensors.get('table');
  if (metadata.key !== key || table === undefined)
    throw new Error(`${path}: belongs to another model or other texts`);
  if (table.shape.join() !== shape.join())
    throw new Error(`${path}: shape [${table.shape}], expected [${shape}]`);
  if (metadata.sha256 !== sha256(table.values))
    throw new Error(`${path}: its numbers do not have their checksum`);
  return table.values;
}

/**
 * `encodeTexts` that keeps its result on disk, keyed by a hash of model and texts. A damaged file is replaced, and
 * `refused` says why.
 * @param options.folder the cache folder
 */
export async function cachedTextTable(options: EncodeTextsOptions & { folder: string }): Promise<TextTable> {
  checkOptions('cachedTextTable', options, [...encodeTextsOptions, 'folder']);
  const { folder, ...encoding } = options;
  const width = options.encoder.width;
  const shape = [options.texts.length, width];
  const key = tableKey(encoding);
  const path = join(folder, `text-table-${key.slice(0, 16)}.safetensors`);
  let refused: string | null = null;
  if (existsSync(path)) {
    try {
      return { values: readTable(path, key, shape), width, path, origin: 'cache', refused };
    } catch (error) {
      refused = error instanceof Error ? error.message : String(error);
    }
  }
  const values = await encodeTexts(encoding);
  writeSafetensors(path, new Map([['table', { shape, values }]]), { key, sha256: sha256(values) });
  return { values, width, path, origin: 'computed', refused };
}
