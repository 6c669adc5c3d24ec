import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../errors';
import { AtomicFile } from '../../files/atomic-file';
import {
  type ClickFileHeader,
  HEADER_AT,
  headerBytes,
  LENGTH_AT,
  LONGEST_HEADER,
  MAGIC,
  NO_HASH,
  parseHeader,
  refuseFile,
  VERSION,
} from './click-file-header';
import { type ClickRecords, layoutHash, type RecordLayout, recordBytes } from './click-records';

const PIECE_BYTES = 1 << 20;

/** Writes a click table, record by record; the file appears whole, with its hash, or not at all. */
export class ClickFileWriter {
  private readonly file: AtomicFile;
  private readonly hash: Hash;
  private readonly header: ClickFileHeader;

  constructor(path: string, layout: RecordLayout, rows: number, source: string) {
    const { fields, hasGroups } = layout;
    this.header = { version: VERSION, fields, hasGroups, rows, source, hash: NO_HASH };
    this.hash = createHash('sha256').update(layoutHash(layout));
    this.file = new AtomicFile(path);
    this.file.append(headerBytes(this.header));
  }

  append(records: ClickRecords): void {
    this.hash.update(records.bytes);
    this.file.append(records.bytes);
  }

  commit(): void {
    this.file.writeAt(headerBytes({ ...this.header, hash: this.hash.digest('hex') }), 0);
    this.file.commit();
  }

  discard(): void {
    this.file.discard();
  }
}

/** Fills the bytes from a place of the file; fewer where it ends. */
export function readAt(handle: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(handle, bytes, done, bytes.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** A stored click table that is open. */
export interface OpenClickFile {
  readonly handle: number;
  readonly header: ClickFileHeader;
  /** Where the first record begins. */
  readonly dataStart: number;
}

function readHeader(path: string, handle: number): OpenClickFile {
  const start = Buffer.alloc(HEADER_AT);
  const got = readAt(handle, start, 0);
  if (got < HEADER_AT || start.toString('latin1', 0, LENGTH_AT) !== MAGIC)
    refuseFile(path, 'a file of an encoded click log', 'another kind of file, or a cut one');
  const length = start.readUInt32LE(LENGTH_AT);
  if (length > LONGEST_HEADER || length % 4 !== 0)
    refuseFile(path, 'a header of at most 16 MiB', `${length} bytes`);
  const bytes = Buffer.alloc(length);
  if (readAt(handle, bytes, HEADER_AT) < length)
    refuseFile(path, `a header of ${length} bytes`, 'the end of the file');
  const header = parseHeader(path, bytes.toString('utf8'));
  const dataStart = HEADER_AT + length;
  const expected = dataStart + header.rows * recordBytes(header);
  const { size } = fstatSync(handle);
  if (size !== expected) refuseFile(path, `${expected} bytes for ${header.rows} rows`, `${size}`);
  return { handle, header, dataStart };
}

/**
 * Opens a stored click table.
 * @throws InputError if it is missing, cut, or of another kind or version
 */
export function openClickFile(path: string): OpenClickFile {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    throw new InputError(
      `${path}: expected a file of an encoded click log, found ${(error as Error).message}`,
    );
  }
  try {
    return readHeader(path, handle);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/**
 * Reads all records once, in pieces, and compares their hash with the header's.
 * @param onPiece called with whole records, in order; the bytes are only good during the call
 * @throws InputError if any byte of them has changed
 */
export function verifyClickFile(
  path: string,
  { handle, header, dataStart }: OpenClickFile,
  onPiece: (bytes: Uint8Array) => void,
): void {
  const hash = createHash('sha256').update(layoutHash(header));
  const size = recordBytes(header);
  const piece = new Uint8Array(Math.max(1, Math.floor(PIECE_BYTES / size)) * size);
  for (let done = 0; done < header.rows * size; ) {
    const bytes = piece.subarray(0, Math.min(piece.length, header.rows * size - done));
    if (readAt(handle, bytes, dataStart + done) < bytes.length)
      refuseFile(path, `${header.rows} rows`, 'fewer: the file was cut');
    hash.update(bytes);
    onPiece(bytes);
    done += bytes.length;
  }
  if (hash.digest('hex') !== header.hash)
    refuseFile(path, 'the content that was written', 'damaged bytes (the checksum differs)');
}
