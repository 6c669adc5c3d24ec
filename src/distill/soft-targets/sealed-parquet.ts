import { readFileSync } from 'node:fs';
import type { FileMetaData } from 'hyparquet';
import type { ColumnSource } from 'hyparquet-writer';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { isSealed, seal, unsealed } from './seal';

// A Parquet file that says what it is: a description, as JSON, stands in its metadata under the kind's key, with a
// checksum over the whole file.

/** One kind of file, e.g. soft targets. */
export interface SealedKind {
  /** The key under which the description stands. */
  readonly key: string;
  /** Its name in messages, e.g. "soft targets". */
  readonly name: string;
  /** Raised whenever a reader of the older form would misread the newer. */
  readonly version: number;
}

/** A file whose bytes are as they were written; its columns are not read yet. */
export interface OpenedFile<Description> {
  readonly path: string;
  readonly description: Description;
  readonly bytes: ArrayBuffer;
  readonly metadata: FileMetaData;
}

/** Where a column's values go: row i of the column stands at `offset + i * stride`. */
export interface Place {
  readonly target: Int32Array | Uint8Array | Uint16Array | Float32Array;
  readonly offset: number;
  readonly stride: number;
}

/** @throws InputError naming the file, what was expected and what was found */
export function refuseFile(path: string, expected: string, found: string): never {
  throw new InputError(
    `${path}: expected ${expected}, found ${found}; delete the file and have the teacher score again`,
  );
}

/** Writes columns with their description; the file appears whole or not at all. */
export async function writeSealedParquet(options: {
  readonly path: string;
  readonly kind: SealedKind;
  readonly description: object;
  readonly columns: ColumnSource[];
}): Promise<void> {
  const { path, kind, description, columns } = options;
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const value = JSON.stringify({ version: kind.version, ...description, checksum: unsealed });
  const buffer = parquetWriteBuffer({
    columnData: columns,
    codec: 'UNCOMPRESSED',
    statistics: false,
    kvMetadata: [{ key: kind.key, value }],
    createdBy: 'recdistill',
  });
  const bytes = Buffer.from(buffer);
  seal(bytes);
  writeFileAtomic(path, bytes);
}

/** The bytes of a file of the kind, with none changed. */
function readSealed(path: string, { key, name }: SealedKind): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: expected a file of ${name} that can be read: ${(error as Error).message}`);
  }
  const isParquet = bytes.length > 8 && bytes.toString('latin1', bytes.length - 4) === 'PAR1';
  if (isSealed(bytes)) {
    if (bytes.includes(key)) return bytes;
    refuseFile(path, `a file of ${name}`, 'a file of another kind');
  }
  if (bytes.includes(key))
    refuseFile(path, 'the content that was written', 'damaged bytes (the checksum differs)');
  if (isParquet) refuseFile(path, `a file of ${name}`, 'a Parquet file without their description');
  refuseFile(
    path,
    `a whole file of ${name}`,
    `${bytes.length} bytes without a description, cut or of another kind`,
  );
}

/**
 * Opens a file of the kind.
 * @throws InputError if it is damaged, cut, of another kind or of another version
 */
export async function openSealedParquet<Description extends object>(
  path: string,
  kind: SealedKind,
): Promise<OpenedFile<Description>> {
  const sealed = readSealed(path, kind);
  const bytes = sealed.buffer.slice(sealed.byteOffset, sealed.byteOffset + sealed.byteLength) as ArrayBuffer;
  const { parquetMetadata } = await import('hyparquet');
  const metadata = parquetMetadata(bytes);
  const text = metadata.key_value_metadata?.find(({ key }) => key === kind.key)?.value;
  const description = JSON.parse(text ?? '{}') as Description & { version?: number };
  if (description.version !== kind.version)
    refuseFile(path, `format version ${kind.version}`, String(description.version));
  return { path, description, bytes, metadata };
}

/**
 * Refuses what another teacher said, or for other data.
 * @throws InputError naming the first of the names in which the two differ
 */
export function checkSource<Source extends object>(options: {
  readonly path: string;
  readonly kind: SealedKind;
  readonly found: Source;
  readonly expected: Source;
  readonly names: readonly (keyof Source & string)[];
}): void {
  const { path, kind, found, expected, names } = options;
  for (const name of names) {
    if (found[name] === expected[name]) continue;
    refuseFile(path, `${kind.name} for ${name} ${expected[name]}`, `${name} ${found[name]}`);
  }
}

/** Reads the columns of an open file into their places. */
export async function readColumns(
  { bytes, metadata }: OpenedFile<object>,
  places: ReadonlyMap<string, Place>,
): Promise<void> {
  const { parquetRead } = await import('hyparquet');
  await parquetRead({
    file: bytes,
    metadata,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const place = places.get(columnName);
      if (place === undefined) return;
      for (let i = 0; i < columnData.length; i++) {
        place.target[place.offset + (rowStart + i) * place.stride] = Number(columnData[i]);
      }
    },
  });
}
