import { InputError } from '../../errors';
import { sha256 } from '../../files/hash';

/** JSON with sorted names, so that the same settings always give the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name as never])}`).join(',')}}`;
  }
  const isJson = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  if (isJson) return JSON.stringify(value);
  throw new InputError(
    `trial: settings must be finite numbers, texts, booleans, null, or lists and records of these, found ${String(value)}`,
  );
}

/** What a result row is found by: a hash of the trial's settings and of whatever else the result depends on. */
export function trialKey(trial: object, context: string): string {
  return sha256(context, canonicalJson(trial));
}
