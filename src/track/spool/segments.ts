import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const pattern = /^events-(\d{6,})\.jsonl$/;

/** The file of the n-th segment of a spool, counted from 1. */
export function segmentPath(folder: string, segment: number): string {
  return join(folder, `events-${String(segment).padStart(6, '0')}.jsonl`);
}

/** The numbers of a spool's segments, ascending. */
export function segmentsOf(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => Number(pattern.exec(name)?.[1] ?? []))
    .sort((a, b) => a - b);
}
