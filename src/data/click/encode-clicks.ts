import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import type { ClickEncoding } from './click-encoding';
import { ClickFileWriter } from './click-file';
import { type ClickLog, type ClickLogOptions, rowsAgain } from './click-log';
import { ClickRecords } from './click-records';
import { type DiskClickTable, openClickTable } from './disk-click-table';
import { RowEncoder } from './encode-rows';
import { MemoryClickTable } from './memory-click-table';

/** Options of {@link encodeClicks}. */
export interface EncodeClicksOptions {
  /** All its rows are encoded, and keep their numbers. */
  readonly source: ClickLog;
  readonly encoding: ClickEncoding;
  readonly onProgress?: ClickLogOptions['onProgress'];
  readonly signal?: AbortSignal;
}

const KNOWN = ['source', 'encoding', 'onProgress', 'signal'];

function encoderFor({ source, encoding }: EncodeClicksOptions): RowEncoder {
  const { numeric, categorical, user } = source.schema;
  const expected = [...numeric, ...categorical.map(({ name }) => name)].join(', ');
  const found = encoding.fields.map(({ name }) => name).join(', ');
  if (found !== expected) {
    throw new InputError(
      `encodeClicks: expected an encoding of the log's fields (${expected}), found one of ${found}; fit it on the same log`,
    );
  }
  return new RowEncoder(encoding, user !== null);
}

/**
 * Encodes a click log into a table in memory: 4 bytes for each field, and again for each numeric one, the label and the
 * group.
 * @throws InputError if encoding and log do not fit, or a file was changed since the log was opened
 */
export async function encodeClicks(options: EncodeClicksOptions): Promise<MemoryClickTable> {
  checkOptions('encodeClicks', options, KNOWN);
  const { source } = options;
  const encoder = encoderFor(options);
  const all = ClickRecords.empty(encoder.layout, source.rows);
  let done = 0;
  for await (const block of rowsAgain(source, 'encode', options)) {
    const { bytes } = encoder.encode(block);
    all.bytes.set(bytes, done);
    done += bytes.length;
  }
  return new MemoryClickTable(encoder.layout, all, source.rows);
}

/** Options of {@link encodeClicksToFile}. */
export interface EncodeClicksToFileOptions extends EncodeClicksOptions {
  readonly path: string;
}

function sourceHash({ source, encoding }: EncodeClicksOptions): string {
  return sha256(source.hash, encoding.hash);
}

/**
 * Encodes a click log into a file, in memory bounded by the blocks that are read, and opens it. The table is the one that
 * {@link encodeClicks} gives, hash included.
 * @throws InputError as {@link encodeClicks}
 */
export async function encodeClicksToFile(options: EncodeClicksToFileOptions): Promise<DiskClickTable> {
  checkOptions('encodeClicksToFile', options, [...KNOWN, 'path']);
  const { source, path } = options;
  const encoder = encoderFor(options);
  const writer = new ClickFileWriter(path, encoder.layout, source.rows, sourceHash(options));
  try {
    for await (const block of rowsAgain(source, 'encode', options)) writer.append(encoder.encode(block));
    writer.commit();
  } catch (error) {
    writer.discard();
    throw error;
  }
  return openClickTable({ path });
}

/**
 * The file of an encoded log in a folder: opened where it is there, written where it is not. Its name is that of log and
 * encoding, so that another one never takes its place.
 */
export async function cachedClickTable({
  folder,
  ...options
}: EncodeClicksOptions & { readonly folder: string }): Promise<DiskClickTable> {
  checkOptions('cachedClickTable', options, KNOWN);
  const path = join(folder, `${sourceHash(options)}.clicks`);
  return existsSync(path) ? openClickTable({ path }) : encodeClicksToFile({ ...options, path });
}
