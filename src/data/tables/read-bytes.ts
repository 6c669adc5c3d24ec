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
  const found = foundPath(path);
  const bytes = readOrRefuse(found);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    return refuseGzip(found, bytes.length, error as Error);
  }
}

/** @throws InputError saying that a gzipped file does not unpack */
export function refuseGzip(path: string, sizeBytes: number, error: Error): never {
  throw new InputError(
    `${shortName(path)}:1: expected a whole gzip file, found ${sizeBytes} bytes that do not unpack (${error.message}); fetch it again`,
  );
}

/**
 * The path under which a file lies, plain or gzipped.
 * @throws InputError if there is neither
 */
export function foundPath(path: string): string {
  const found = findPlainOrGzipped(path);
  if (found !== null) return found;
  throw new InputError(`${path}: expected a file (plain or .gz), found none; check the path`);
}

function readOrRefuse(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: expected a readable file, found ${(error as Error).message}`);
  }
}
