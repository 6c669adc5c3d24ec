import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkOptions } from '../errors';
import type { Tracker } from './training-event';

/**
 * Appends each event as one line of JSON with the time (ISO 8601, UTC), so that a killed run keeps all that came
 * before. Numbers that are not finite become null.
 */
export function jsonLinesTracker(options: { readonly path: string }): Tracker {
  checkOptions('jsonLinesTracker', options, ['path']);
  const { path } = options;
  mkdirSync(dirname(path), { recursive: true });
  return {
    record: (event) =>
      appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`),
    close: () => {},
  };
}
