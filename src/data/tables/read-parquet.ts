import { InputError } from '../../errors';
import { cellText } from './cell-text';
import { readBytes, shortName } from './read-bytes';
import type { Table } from './table';

/** What is looked at of a Parquet file's footer. */
interface Footer {
  readonly row_groups: readonly {
    readonly columns: readonly { readonly meta_data?: { readonly path_in_schema: readonly string[] } }[];
  }[];
}

/** Every row group must hold the schema's columns and no others: the parser does not look after what nobody asks for. */
export function checkColumnChunks(footer: Footer, columns: readonly string[]): void {
  const expected = [...columns].sort().join(', ');
  for (const group of footer.row_groups) {
    const found = [...new Set(group.columns.map((chunk) => chunk.meta_data?.path_in_schema[0]))]
      .sort()
      .join(', ');
    if (found !== expected) throw new Error(`a row group has the columns ${found} in place of ${expected}`);
  }
}

/** Columns and records of a Parquet file, each cell as its type says. */
interface ParquetRecords {
  readonly columns: string[];
  readonly records: Record<string, unknown>[];
}

async function parse(file: ArrayBuffer): Promise<ParquetRecords> {
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const metadata = parquetMetadata(file);
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  checkColumnChunks(metadata, columns);
  return { columns, records: await parquetReadObjects({ file, metadata }) };
}

/** @throws InputError if the bytes are not such a file */
export async function readParquetRecords(path: string): Promise<ParquetRecords> {
  const bytes = readBytes(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return parse(buffer).catch((error: Error) => refuseParquet(path, bytes.length, error));
}

/** @throws InputError saying that the bytes are no such file */
export function refuseParquet(path: string, sizeBytes: number, error: Error): never {
  throw new InputError(
    `${shortName(path)}:1: expected a whole Parquet file (uncompressed or Snappy), found ${sizeBytes} bytes that do not read (${error.message}); write it again, or give CSV`,
  );
}

/**
 * Reads a Parquet file into a table. Lists are joined with `|`, nulls become empty.
 * @throws InputError if the bytes are not such a file; the line given is the record's number, or 1
 */
export async function readParquet(path: string): Promise<Table> {
  const file = shortName(path);
  const { columns, records } = await readParquetRecords(path);
  const rows = records.map((record, i) =>
    columns.map((column) => cellText(record[column], `${file}:${i + 1}`)),
  );
  return { file, columns, rows, lines: Int32Array.from({ length: rows.length }, (_, i) => i + 1) };
}
