import { InputError } from '../../errors';

/** A whole number of at least 1. */
export function checkCount(where: string, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InputError(`${where}: ${name} is ${value}; expected a positive integer`);
}

/** Where lists are cut off: at least one count. */
export function checkKs(where: string, ks: readonly number[]): void {
  if (ks.length === 0) throw new InputError(`${where}: ks is empty; expected at least one k, e.g. [10]`);
  for (const k of ks) checkCount(where, 'a k', k);
}

/** An index into the catalogue; `where` says whose, e.g. "evaluateRanking: query 3: seen". */
export function checkItem(where: string, item: number, items: number): void {
  if (Number.isInteger(item) && item >= 0 && item < items) return;
  throw new InputError(`${where} names item ${item}; expected an index from 0 to ${items - 1}`);
}

/** One of a few words, for callers whom no type checker stops. */
export function checkChoice(where: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new InputError(`${where}: ${name} is "${value}"; expected one of ${choices.join(', ')}`);
}
