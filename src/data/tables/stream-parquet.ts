import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { AsyncBuffer, DecodedArray, FileMetaData } from 'hyparquet';
import { InputError } from '../../errors';
import { cellText } from './cell-text';
import { foundPath, shortName } from './read-bytes';
import { checkColumnChunks, refuseParquet } from './read-parquet';
import type { Table } from './table';

const ROWS_A_BLOCK = 4096;

/** A file that is read where the parser asks. */
function asyncBuffer(handle: number, sizeBytes: number): AsyncBuffer {
  return {
    byteLength: sizeBytes,
    slice: (start, end = sizeBytes) => {
      if (start < 0 || end > sizeBytes || end < start)
        throw new Error(`bytes ${start} to ${end} are not there`);
      const bytes = new Uint8Array(end - start);
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(handle, bytes, done, bytes.length - done, start + done);
        if (count === 0) throw new Error(`the file ends before byte ${end}`);
        done += count;
      }
      return bytes.buffer;
    },
  };
}

async function columnsOf(metadata: FileMetaData): Promise<string[]> {
  const { parquetSchema } = await import('hyparquet');
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  checkColumnChunks(metadata, columns);
  return columns;
}

interface RowGroup {
  readonly start: number;
  readonly rows: number;
}

function rowGroupsOf(metadata: FileMetaData): RowGroup[] {
  let start = 0;
  return metadata.row_groups.map(({ num_rows }) => {
    const group = { start, rows: Number(num_rows) };
    start += group.rows;
    return group;
  });
}

/** Values of one row group, by column: the pages' arrays one after the other. */
async function readRowGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { start, rows }: RowGroup,
  columns: string[],
): Promise<Map<string, unknown[]>> {
  const { parquetRead } = await import('hyparquet');
  const pages = new Map<string, DecodedArray[]>(columns.map((column) => [column, []]));
  await parquetRead({
    file,
    metadata,
    columns,
    rowStart: start,
    rowEnd: start + rows,
    onChunk: ({ columnName, columnData }) => pages.get(columnName)?.push(columnData),
  });
  const values = new Map<string, unknown[]>();
  for (const [column, parts] of pages) {
    const joined = parts.flatMap((part) => Array.from<unknown>(part));
    if (joined.length !== rows)
      throw new Error(`column ${column} holds ${joined.length} values in place of ${rows}`);
    values.set(column, joined);
  }
  return values;
}

function* blocksOf(
  values: ReadonlyMap<string, unknown[]>,
  { start, rows }: RowGroup,
  file: string,
  columns: readonly string[],
): Generator<Table> {
  const arrays = columns.map((column) => values.get(column) ?? []);
  for (let from = 0; from < rows; from += ROWS_A_BLOCK) {
    const count = Math.min(ROWS_A_BLOCK, rows - from);
    const lines = Int32Array.from({ length: count }, (_, i) => start + from + i + 1);
    const cells = Array.from({ length: count }, (_, i) =>
      arrays.map((array) => cellText(array[from + i], `${file}:${lines[i]}`)),
    );
    yield { file, columns, rows: cells, lines };
  }
}

/**
 * Reads a Parquet file in blocks, one row group in memory at a time.
 * @param wanted the columns to read; null for all
 * @throws InputError if the bytes are no such file, or a column is not there; the line given is the record's number, or 1
 */
export async function* streamParquet(path: string, wanted: readonly string[] | null): AsyncGenerator<Table> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const handle = openSync(foundPath(path), 'r');
  const sizeBytes = fstatSync(handle).size;
  const refuse = (error: Error) => {
    if (error instanceof InputError) throw error;
    return refuseParquet(path, sizeBytes, error);
  };
  try {
    const file = asyncBuffer(handle, sizeBytes);
    const metadata = await parquetMetadataAsync(file).catch(refuse);
    const all = await columnsOf(metadata).catch(refuse);
    const columns = wanted === null ? all : all.filter((column) => wanted.includes(column));
    const short = shortName(path);
    yield { file: short, columns, rows: [], lines: [] };
    for (const group of rowGroupsOf(metadata)) {
      const values = await readRowGroup(file, metadata, group, columns).catch(refuse);
      yield* blocksOf(values, group, short, columns);
    }
  } finally {
    closeSync(handle);
  }
}
