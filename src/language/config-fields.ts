import { readFileSync } from 'node:fs';
import { InputError } from '../errors';

/** The content of a config.json before its values are checked. */
export type ConfigFields = Readonly<Record<string, unknown>>;

/** @throws InputError unless it is an object */
export function configFields(path: string, json: unknown): ConfigFields {
  if (typeof json === 'object' && json !== null) return json as ConfigFields;
  throw new InputError(`${path}: expected an object, found ${json}`);
}

export function positiveInteger(path: string, fields: ConfigFields, name: string): number {
  const value = fields[name];
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new InputError(
    `${path}: expected ${name} to be a whole number above 0, found ${JSON.stringify(value)}`,
  );
}

/** A number in [0, 1). */
export function share(path: string, fields: ConfigFields, name: string, whenAbsent: number): number {
  const value = fields[name] ?? whenAbsent;
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new InputError(`${path}: expected ${name} to be a number in [0, 1), found ${JSON.stringify(value)}`);
}

/** Refuses what would change the computation in a way that is not implemented; absent means expected. */
export function expectValue(
  path: string,
  fields: ConfigFields,
  name: string,
  expected: string | boolean,
): void {
  const value = fields[name] ?? expected;
  if (value === expected) return;
  throw new InputError(
    `${path}: expected ${name} ${JSON.stringify(expected)}, found ${JSON.stringify(value)}; this architecture is not supported`,
  );
}

/** @throws InputError unless the hidden units divide among the heads */
export function expectWholeHeads(path: string, { hidden, heads }: { hidden: number; heads: number }): void {
  if (hidden % heads === 0) return;
  throw new InputError(`${path}: ${hidden} hidden units do not divide among ${heads} heads`);
}

/** @throws InputError if the file cannot be read */
export function readConfigJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a readable config.json, found: ${reason}`);
  }
}
