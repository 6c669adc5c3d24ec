import { InputError } from '../../errors';

/** One trial of a grid: one value from each list. */
export type GridTrial<Lists> = {
  -readonly [Name in keyof Lists]: Lists[Name] extends readonly (infer Value)[] ? Value : never;
};

/**
 * Every combination of the values listed, the last name varying fastest.
 * @example grid({ temperature: [1, 2], alpha: [3], seed: [0, 1] }) // 4 trials
 * @throws InputError if a list is empty, for then there would be no trial
 */
export function grid<const Lists extends Readonly<Record<string, readonly unknown[]>>>(
  lists: Lists,
): GridTrial<Lists>[] {
  let trials: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(lists)) {
    if (values.length === 0) throw new InputError(`grid: ${name} lists no value; expected at least one`);
    trials = trials.flatMap((trial) => values.map((value) => ({ ...trial, [name]: value })));
  }
  return trials as GridTrial<Lists>[];
}
