import { InputError } from '../errors';

/** What a notebook's parameter can hold. */
export type ParameterValue = string | number | boolean | string[] | number[];

/** A literal as it stands in the parameters cell: `'sample'`, `4`, `true`, `[1, 2, 4]`. */
export function parseLiteral(where: string, literal: string): ParameterValue {
  const text = literal.trim();
  try {
    // The cell's strings are single-quoted as in the rest of the project; JSON wants double quotes.
    const value: unknown = JSON.parse(
      text.replace(/'((?:[^'\\]|\\.)*)'/g, (_, inner) => JSON.stringify(inner)),
    );
    if (isParameterValue(value)) return value;
  } catch {
    // Reported below with the place.
  }
  throw new InputError(
    `${where}: expected a number, a string, true, false or a list of one of them, found ${JSON.stringify(text)}`,
  );
}

function isParameterValue(value: unknown): value is ParameterValue {
  const kinds = Array.isArray(value) ? new Set(value.map((entry) => typeof entry)) : new Set([typeof value]);
  const [kind] = kinds;
  return (
    kinds.size === 1 &&
    (kind === 'string' || kind === 'number' || (kind === 'boolean' && !Array.isArray(value)))
  );
}

function numberFrom(where: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InputError(`${where}: expected a number, found ${JSON.stringify(text)}`);
}

function booleanFrom(where: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InputError(`${where}: expected true or false, found ${JSON.stringify(text)}`);
}

/**
 * A value typed on the command line, with the type of the default that it replaces; lists are comma-separated.
 * @throws InputError when the text cannot have that type
 */
export function valueLike(where: string, standard: ParameterValue, text: string): ParameterValue {
  if (Array.isArray(standard)) {
    const parts = text
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((part) => part.trim());
    if (typeof standard[0] === 'string') return parts;
    return parts.map((part) => numberFrom(where, part));
  }
  if (typeof standard === 'number') return numberFrom(where, text);
  return typeof standard === 'boolean' ? booleanFrom(where, text) : text;
}
