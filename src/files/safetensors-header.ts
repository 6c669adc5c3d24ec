import { InputError } from '../errors';

/** Bytes an element, for every type that the format knows and that fills whole bytes. */
const elementBytes: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};

/** Where one tensor lies in a safetensors file; offsets count from the end of the header. */
export interface TensorEntry {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

function refuse(path: string, expected: string, found: string): never {
  throw new InputError(
    `${path}: expected ${expected}, found ${found}; the file is damaged or no safetensors file, so fetch or write it again`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function parseEntry(path: string, name: string, value: unknown): TensorEntry {
  const where = `${path}: tensor ${JSON.stringify(name)}`;
  if (!isRecord(value)) refuse(where, 'an object with dtype, shape and data_offsets', JSON.stringify(value));
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(elementBytes, dtype)) {
    refuse(where, `a dtype of ${Object.keys(elementBytes).join(', ')}`, JSON.stringify(dtype) ?? 'none');
  }
  if (!isCountList(shape)) refuse(where, 'a shape of whole numbers', JSON.stringify(shape) ?? 'none');
  if (!isCountList(offsets) || offsets.length !== 2) {
    refuse(where, 'two data_offsets', JSON.stringify(offsets) ?? 'none');
  }
  const [start, end] = offsets;
  const bytes = shape.reduce((product, size) => product * size, elementBytes[dtype]);
  if (end - start !== bytes)
    refuse(where, `${bytes} bytes for ${dtype} [${shape.join(', ')}]`, `${end - start}`);
  return { name, type: dtype, shape, start, end };
}

function parseMetadata(path: string, value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse(path, '__metadata__ to be an object of strings', JSON.stringify(value));
  const metadata: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') refuse(path, `__metadata__.${name} to be a string`, JSON.stringify(text));
    metadata[name] = text;
  }
  return metadata;
}

/** The format wants the tensors' bytes to fill the file with no hole, no overlap and no rest. */
function checkCoverage(path: string, entries: readonly TensorEntry[], dataBytes: number): void {
  let position = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== position) {
      refuse(
        `${path}: tensor ${JSON.stringify(entry.name)}`,
        `to start at byte ${position}`,
        `${entry.start}`,
      );
    }
    position = entry.end;
  }
  if (position !== dataBytes) refuse(path, `${position} bytes of tensors`, `${dataBytes}`);
}

/**
 * Reads and checks a safetensors header: 8 bytes of little-endian length, then that many bytes of JSON.
 * @param path names the file in errors
 * @returns the entries in file order and where their data begins
 * @throws InputError if the file is cut, damaged or of another format
 */
export function parseSafetensorsHeader(
  path: string,
  bytes: Uint8Array,
): SafetensorsHeader & { readonly dataStart: number } {
  if (bytes.length < 10) refuse(path, 'at least 10 bytes', `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(bytes.length - 8)) {
    refuse(path, `a header within ${bytes.length} bytes`, `a header of ${headerBytes} bytes`);
  }
  const dataStart = 8 + Number(headerBytes);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, dataStart)));
  } catch (error) {
    refuse(path, 'a header of JSON', error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(header)) refuse(path, 'a header that is an object', JSON.stringify(header).slice(0, 80));
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(path, name, value));
  const metadata = parseMetadata(path, header.__metadata__);
  checkCoverage(path, entries, bytes.length - dataStart);
  return { entries, metadata, dataStart };
}
