import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../errors';

/** Folder and file name: enough to find a file by, short enough for a message. */
export function shortName(path: string): string {
  return join(basename(dirname(path)), basename(path));
}

/** The path itself, or the path with `.gz`, whichever exists; else null. */
export function findPlainOrGzipped(path: string): string | null {
  if (existsSync(path)) return path;
  return existsSync(`${path}.gz`) ? `${path}.gz` : null;
}

/**
 * A file's content, unpacked if it is gzipped (told by its first two bytes, not by its name).
 * @throws InputError if neither the file nor its gzipped form can be read
 */
export function readBytes(path: string): Buffer {
  const found = findPlainOrGzipped(path);
  if (found === null)
    throw new InputError(`${path}: expected a file (plain or .gz), found none; check the path`);
  const bytes = readOrRefuse(found);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(
      `${shortName(found)}:1: expected a whole gzip file, found ${bytes.length} bytes that do not unpack (${(error as Error).message}); fetch it again`,
    );
  }
}

function readOrRefuse(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: expected a readable file, found ${(error as Error).message}`);
  }
}
