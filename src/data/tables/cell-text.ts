import { InputError } from '../../errors';

/** Neither text nor number, nor a list of these: it has names of its own within. */
function isNested(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isNested);
  return (
    typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
  );
}

const plainNumber = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

/**
 * A cell as the text that a CSV file would hold: times become seconds since 1970, lists are joined with `|`. Objects,
 * and lists of them, stay JSON: somebody may read them, and most never are.
 * @param place where it stands, for the message
 * @throws InputError for a cell that is none of these
 */
export function cellText(value: unknown, place: string): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return String(value.getTime() / 1000);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (isNested(value)) return JSON.stringify(value, plainNumber);
  if (Array.isArray(value)) return value.map((part) => cellText(part, place)).join('|');
  throw new InputError(`${place}: expected text, a number, a time, an object or a list, found bytes`);
}
