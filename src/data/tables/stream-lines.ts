import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../errors';
import { foundPath, refuseGzip, shortName } from './read-bytes';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const PIECE_BYTES = 1 << 18;
/** Records above this are a quote that nobody closed, or no table at all. */
const LONGEST_RECORD_BYTES = 1 << 24;

/** Whole lines of a file. */
export interface LinesPiece {
  readonly bytes: Buffer;
  /** Number of its first line, counted from 1. */
  readonly firstLine: number;
}

function isGzipped(path: string): boolean {
  const start = Buffer.alloc(2);
  try {
    const handle = openSync(path, 'r');
    try {
      readSync(handle, start, 0, 2, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new InputError(`${path}: expected a readable file, found ${(error as Error).message}`);
  }
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** The content of a file in pieces, unpacked if it is gzipped. */
async function* streamBytes(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { highWaterMark: PIECE_BYTES });
  if (!isGzipped(path)) {
    yield* source;
    return;
  }
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES });
  pipeline(source, unpacked, () => {});
  try {
    yield* unpacked;
  } catch (error) {
    if (error instanceof InputError) throw error;
    refuseGzip(path, statSync(path).size, error as Error);
  }
}

/** Behind the last line feed at which a record may end: one outside of quotes, where there are any. */
function endOfRecords(bytes: Buffer, quoted: boolean): number {
  if (!quoted || bytes.indexOf(QUOTE) < 0) return bytes.lastIndexOf(LINE_FEED) + 1;
  let end = 0;
  let isOpen = false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) isOpen = !isOpen;
    else if (bytes[i] === LINE_FEED && !isOpen) end = i + 1;
  }
  return end;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/**
 * Reads a text file, plain or gzipped, in pieces of whole records, so that its size does not matter.
 * @param quoted whether line feeds within double quotes belong to their record
 * @throws InputError if it cannot be read, or a record is longer than 16 MiB
 */
export async function* streamLines(path: string, quoted: boolean): AsyncGenerator<LinesPiece> {
  const found = foundPath(path);
  let firstLine = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of streamBytes(found)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = endOfRecords(bytes, quoted);
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_RECORD_BYTES) {
      throw new InputError(
        `${shortName(found)}:${firstLine + countLineFeeds(bytes.subarray(0, end))}: expected a record of at most 16 MiB, found none that ends; is a double quote left open?`,
      );
    }
    if (end === 0) continue;
    const piece = bytes.subarray(0, end);
    yield { bytes: piece, firstLine };
    firstLine += countLineFeeds(piece);
  }
  if (rest.length > 0) yield { bytes: rest, firstLine };
}
