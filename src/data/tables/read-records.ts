import { InputError } from '../../errors';
import { IssueLog } from '../load-report';
import { shortName } from './read-bytes';
import { readJsonRecords } from './read-json';
import { readParquetRecords } from './read-parquet';

/** A record with its values as the file has them, and where it stands. */
export interface FileRecord {
  readonly record: Readonly<Record<string, unknown>>;
  /** `file:line`; for Parquet the number of the record stands for its line */
  readonly place: string;
}

/**
 * The records of a Parquet or JSON file with numbers, lists and texts as they are, for what no table can hold.
 * @throws InputError as `file:line` if it cannot be read, or has another ending
 */
export async function readRecords(path: string): Promise<FileRecord[]> {
  const file = shortName(path);
  if (/\.parquet$/i.test(path)) {
    const { records } = await readParquetRecords(path);
    return records.map((record, i) => ({ record, place: `${file}:${i + 1}` }));
  }
  if (!/\.(json|jsonl|ndjson)(\.gz)?$/i.test(path))
    throw new InputError(`${file}: expected a file .parquet, .jsonl or .json, found another ending`);
  return readJsonRecords({ path }, new IssueLog()).map(({ record, line }) => ({
    record,
    place: `${file}:${line}`,
  }));
}
