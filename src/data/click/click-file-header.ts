import { InputError } from '../../errors';
import type { ClickField } from './click-table';

// The form of a stored click table, little-endian: "RDCLICKS", the header's length (4 bytes), the header (JSON, filled up
// with spaces so that records start at a multiple of 4), then records of one size. The header's `hash` is the sha256 over
// the fields and all records.

export const MAGIC = 'RDCLICKS';
export const LENGTH_AT = MAGIC.length;
export const HEADER_AT = LENGTH_AT + 4;
export const VERSION = 1;
export const LONGEST_HEADER = 1 << 24;
/** Stands in a header while the records are written. */
export const NO_HASH = '0'.repeat(64);

/** What a stored click table says of itself. */
export interface ClickFileHeader {
  readonly version: number;
  readonly fields: readonly ClickField[];
  readonly hasGroups: boolean;
  readonly rows: number;
  /** What it was made from; see `encodeClicksToFile`. */
  readonly source: string;
  readonly hash: string;
}

/** A header as it stands in the file. */
export function headerBytes(header: ClickFileHeader): Buffer {
  const text = JSON.stringify(header);
  const length = Math.ceil((HEADER_AT + Buffer.byteLength(text)) / 4) * 4 - HEADER_AT;
  const bytes = Buffer.alloc(HEADER_AT + length, ' ');
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(length, LENGTH_AT);
  bytes.write(text, HEADER_AT);
  return bytes;
}

/** @throws InputError saying what is wrong with a stored table */
export function refuseFile(path: string, expected: string, found: string): never {
  throw new InputError(
    `${path}: expected ${expected}, found ${found}; delete the file and encode the log again`,
  );
}

function isField(value: unknown): value is ClickField {
  const { name, kind, size } = (value ?? {}) as Partial<ClickField>;
  const isKind = kind === 'categorical' || kind === 'numeric';
  return typeof name === 'string' && isKind && Number.isSafeInteger(size) && (size as number) > 0;
}

function isHeader(value: unknown): value is ClickFileHeader {
  const header = (value ?? {}) as Partial<ClickFileHeader>;
  const { fields, hasGroups, rows, source, hash } = header;
  const isText = typeof source === 'string' && typeof hash === 'string';
  const isCounted = Number.isSafeInteger(rows) && (rows as number) >= 0;
  return (
    isText && isCounted && typeof hasGroups === 'boolean' && Array.isArray(fields) && fields.every(isField)
  );
}

/** @throws InputError unless the text is a header of the known version */
export function parseHeader(path: string, text: string): ClickFileHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    refuseFile(path, 'a header of JSON', (error as Error).message);
  }
  const { version } = (header ?? {}) as { version?: unknown };
  if (version !== VERSION) refuseFile(path, `format version ${VERSION}`, JSON.stringify(version) ?? 'none');
  return isHeader(header)
    ? header
    : refuseFile(path, 'a header that says fields, rows and hash', text.slice(0, 80));
}
