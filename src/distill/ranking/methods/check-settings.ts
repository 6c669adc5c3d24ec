import { InputError } from '../../../errors';

function refuse(where: string, name: string, expected: string, found: number): never {
  throw new InputError(`${where}: ${name} must be ${expected}, found ${found}`);
}

/** Temperatures, sharpnesses, rates: finite and above 0. */
export function checkPositive(where: string, settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!(value > 0 && Number.isFinite(value))) refuse(where, name, 'a finite number above 0', value);
  }
}

/** Weights: finite and at least 0. */
export function checkNotNegative(where: string, settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!(value >= 0 && Number.isFinite(value))) refuse(where, name, 'a finite number of at least 0', value);
  }
}

/** Numbers of items, experts, groups: whole and at least `least`, which is 1 unless given. */
export function checkCounts(where: string, settings: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!(Number.isInteger(value) && value >= least)) {
      refuse(where, name, `a whole number of at least ${least}`, value);
    }
  }
}
