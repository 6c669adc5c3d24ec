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
function checkColumnChunks(footer: Footer, columns: readonly string[]): void {
  const expected = [...columns].sort().join(', ');
  for (const group of footer.row_groups) {
    const found = [...new Set(group.columns.map((chunk) => chunk.meta_data?.path_in_schema[0]))]
      .sort()
      .join(', ');
    if (found !== expected) throw new Error(`a row group has the columns ${found} in place of ${expected}`);
  }
}

async function readRecords(
  file: ArrayBuffer,
): Promise<{ columns: string[]; records: Record<string, unknown>[] }> {
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const metadata = parquetMetadata(file);
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  checkColumnChunks(metadata, columns);
  return { columns, records: await parquetReadObjects({ file, metadata }) };
}

/**
 * Reads a Parquet file into a table. Lists are joined with `|`, nulls become empty.
 * @throws InputError if the bytes are not such a file; the line given is the record's number, or 1
 */
export async function readParquet(path: string): Promise<Table> {
  const file = shortName(path);
  const bytes = readBytes(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { columns, records } = await readRecords(buffer).catch((error: Error) => {
    throw new InputError(
      `${file}:1: expected a whole Parquet file (uncompressed or Snappy), found ${bytes.length} bytes that do not read (${error.message}); write it again, or give CSV`,
    );
  });
  const rows = records.map((record, i) =>
    columns.map((column) => cellText(record[column], `${file}:${i + 1}`)),
  );
  return { file, columns, rows, lines: Int32Array.from({ length: rows.length }, (_, i) => i + 1) };
}
