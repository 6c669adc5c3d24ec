import { InputError } from '../../errors';
import { readBytes, shortName } from './read-bytes';
import type { Table } from './table';

/** A cell as the text that a CSV file would hold; times become seconds since 1970. */
function cellText(value: unknown, place: string): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return value.map((part) => cellText(part, place)).join('|');
  throw new InputError(`${place}: expected text, a number, a time or a list of these, found ${typeof value}`);
}

/**
 * Reads a Parquet file into a table. Lists are joined with `|`, nulls become empty.
 * @throws InputError if the bytes are not such a file; the line given is the record's number, or 1
 */
export async function readParquet(path: string): Promise<Table> {
  const file = shortName(path);
  const bytes = readBytes(path);
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  let columns: string[];
  let records: Record<string, unknown>[];
  try {
    const metadata = parquetMetadata(buffer);
    columns = parquetSchema(metadata).children.map((child) => child.element.name);
    records = await parquetReadObjects({ file: buffer, metadata });
  } catch (error) {
    throw new InputError(
      `${file}:1: expected a whole Parquet file (uncompressed or Snappy), found ${bytes.length} bytes that do not read (${(error as Error).message}); write it again, or give CSV`,
    );
  }
  const rows = records.map((record, i) =>
    columns.map((column) => cellText(record[column], `${file}:${i + 1}`)),
  );
  return { file, columns, rows, lines: Int32Array.from({ length: rows.length }, (_, i) => i + 1) };
}
