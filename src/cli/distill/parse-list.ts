import { InvalidArgumentError } from 'commander';
import { nearestName } from '../../errors';

function parts(value: string): string[] {
  const found = value.split(',').map((part) => part.trim());
  if (found.every((part) => part !== '')) return found;
  throw new InvalidArgumentError(`Expected values between commas, found "${value}".`);
}

export function parseNames(value: string): string[] {
  return parts(value);
}

/** A parser of comma-separated names out of the known ones. */
export function namesOf(known: readonly string[]): (value: string) => string[] {
  return (value) => {
    const names = parts(value);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return names;
    throw new InvalidArgumentError(
      `Found "${unknown}"; did you mean "${nearestName(unknown, known)}"? Known: ${known.join(', ')}.`,
    );
  };
}

function toNumber(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number, found "${text}".`);
}

function refuseUnless(isRight: boolean, what: string, found: unknown): void {
  if (!isRight) throw new InvalidArgumentError(`Expected ${what}, found ${found}.`);
}

/** 1 or more. */
export function parseCount(value: string): number {
  const number = toNumber(value);
  refuseUnless(Number.isInteger(number) && number >= 1, 'a whole number of at least 1', value);
  return number;
}

/** 0 or more. */
export function parseWhole(value: string): number {
  const number = toNumber(value);
  refuseUnless(Number.isInteger(number) && number >= 0, 'a whole number of at least 0', value);
  return number;
}

/** Within (0, 1). */
export function parseShare(value: string): number {
  const number = toNumber(value);
  refuseUnless(number > 0 && number < 1, 'a share between 0 and 1', value);
  return number;
}

/** Each within (0, 1]. */
export function parseShares(value: string): number[] {
  const numbers = parts(value).map(toNumber);
  refuseUnless(
    numbers.every((share) => share > 0 && share <= 1),
    'shares of more than 0 and at most 1',
    value,
  );
  return distinct(numbers, value);
}

/** Above 0. */
export function parsePositive(value: string): number {
  const number = toNumber(value);
  refuseUnless(number > 0, 'a number above 0', value);
  return number;
}

/** Each above 0. */
export function parsePositives(value: string): number[] {
  const numbers = parts(value).map(toNumber);
  refuseUnless(
    numbers.every((number) => number > 0),
    'numbers above 0',
    value,
  );
  return distinct(numbers, value);
}

/** Ascending, e.g. the levels of a rating scale. */
export function parseNumbers(value: string): number[] {
  return parts(value).map(toNumber);
}

export function parseSeeds(value: string): number[] {
  const numbers = parts(value).map(toNumber);
  refuseUnless(numbers.every(Number.isInteger), 'whole numbers', value);
  return distinct(numbers, value);
}

function distinct(numbers: number[], value: string): number[] {
  refuseUnless(new Set(numbers).size === numbers.length, 'each value once', value);
  return numbers;
}
