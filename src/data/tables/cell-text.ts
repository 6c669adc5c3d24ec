import { InputError } from '../../errors';

/**
 * A cell as the text that a CSV file would hold: times become seconds since 1970, lists are joined with `|`.
 * @param place where it stands, for the message
 * @throws InputError for a cell that is none of these
 */
export function cellText(value: unknown, place: string): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value)) return value.map((part) => cellText(part, place)).join('|');
  throw new InputError(`${place}: expected text, a number, a time or a list of these, found ${typeof value}`);
}
