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

/** Finds where records end, chunk after chunk: at line feeds, outside of double quotes where there are any. */
class RecordEnds {
  private isOpen = false;

  constructor(private readonly quoted: boolean) {}

  /** Behind the last end of a record in the next chunk; 0 where none ends. */
  last(chunk: Buffer): number {
    if (!this.quoted || (!this.isOpen && chunk.indexOf(QUOTE) < 0)) return chunk.lastIndexOf(LINE_FEED) + 1;
    let end = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] === QUOTE) this.isOpen = !this.isOpen;
      else if (chunk[i] === LINE_FEED && !this.isOpen) end = i + 1;
    }
    return end;
  }
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
  const ends = new RecordEnds(quoted);
  let firstLine = 1;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of streamBytes(found)) {
    const end = ends.last(chunk);
    if (end > 0) {
      const bytes = Buffer.concat([...rest, chunk.subarray(0, end)]);
      yield { bytes, firstLine };
      firstLine += countLineFeeds(bytes);
      rest = [];
      restBytes = 0;
    }
    rest.push(chunk.subarray(end));
    restBytes += chunk.length - end;
    if (restBytes <= LONGEST_RECORD_BYTES) continue;
    throw new InputError(
      `${shortName(found)}:${firstLine}: expected a record of at most 16 MiB, found none that ends; is a double quote left open?`,
    );
  }
  if (restBytes > 0) yield { bytes: Buffer.concat(rest), firstLine };
}
