import { InputError } from '../../errors';

/**
 * The split of this name; the only one where there is no name.
 * @throws InputError where there is none
 */
export function chooseSplit<Part extends { readonly name: string }>(
  splits: readonly Part[],
  fold: string | null,
): Part {
  const names = splits.map(({ name }) => name);
  if (fold === null && splits.length > 1)
    throw new InputError(`fold: expected one of ${names.join(', ')}, found none`);
  const found = fold === null ? splits[0] : splits.find(({ name }) => name === fold);
  if (found !== undefined) return found;
  throw new InputError(`fold: expected one of ${names.join(', ')}, found "${fold}"`);
}

/** @throws InputError with the nearest name for one that is not known */
export function checkName<Name extends string>(what: string, found: string, known: readonly Name[]): Name {
  if ((known as readonly string[]).includes(found)) return found as Name;
  throw new InputError(`${what}: expected one of ${known.join(', ')}, found "${found}"`);
}
