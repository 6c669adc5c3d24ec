import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { StoredEvent } from '../training-event';
import { segmentPath, segmentsOf } from './segments';

/** Up to where a spool has been read. */
export interface Place {
  /** Counted from 1. */
  readonly segment: number;
  /** Bytes of that segment. */
  readonly offset: number;
}

/** An event and the place right behind it. */
export interface PlacedEvent {
  readonly event: StoredEvent;
  readonly end: Place;
}

export const spoolStart: Place = { segment: 1, offset: 0 };

/** So much is read at once; a line may be longer. */
const chunkBytes = 1 << 18;

/** The whole lines of a file from an offset on, at least one where there is one, and about a chunk at most. */
function linesFrom(path: string, offset: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const left = fstatSync(file).size - offset;
    for (let size = chunkBytes; ; size *= 4) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(size, left)));
      const read = readSync(file, bytes, 0, bytes.length, offset);
      const end = bytes.subarray(0, read).lastIndexOf(10) + 1;
      if (end > 0 || size >= left) return bytes.subarray(0, end);
    }
  } finally {
    closeSync(file);
  }
}

/** A line that is no event (a damaged disk) is passed over: one lost event must not keep the others back. */
function parse(line: string): StoredEvent[] {
  try {
    const found = JSON.parse(line);
    return typeof found?.kind === 'string' && typeof found.run === 'string' ? [found] : [];
  } catch {
    return [];
  }
}

function placed(bytes: Buffer, { segment, offset }: Place): PlacedEvent[] {
  const events: PlacedEvent[] = [];
  for (let start = 0; start < bytes.length; ) {
    const stop = bytes.indexOf(10, start) + 1;
    const end = { segment, offset: offset + stop };
    for (const event of parse(bytes.toString('utf8', start, stop - 1))) events.push({ event, end });
    start = stop;
  }
  return events;
}

/** The next events of a segment, those after lines that are no events included. */
function readSegment(folder: string, from: Place): PlacedEvent[] {
  const path = segmentPath(folder, from.segment);
  for (let place = from; ; ) {
    const bytes = linesFrom(path, place.offset);
    const events = placed(bytes, place);
    if (events.length > 0 || bytes.length === 0) return events;
    place = { ...place, offset: place.offset + bytes.length };
  }
}

/** The events that follow a place, about a chunk of them; none where nothing new is whole yet. */
export function readSpool(folder: string, from: Place): PlacedEvent[] {
  // asked before the reading: a segment that has a successor is complete
  const segments = segmentsOf(folder);
  for (const segment of segments.filter((number) => number >= from.segment)) {
    const events = readSegment(folder, segment === from.segment ? from : { segment, offset: 0 });
    if (events.length > 0) return events;
  }
  return [];
}

/** All events of a spool in their order. */
export function* allEvents(folder: string, from: Place = spoolStart): Generator<PlacedEvent> {
  for (let place = from; ; ) {
    const events = readSpool(folder, place);
    if (events.length === 0) return;
    yield* events;
    place = (events.at(-1) as PlacedEvent).end;
  }
}
