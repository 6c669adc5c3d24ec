import { InputError, nearestName } from '../../errors';

/** How the numbers lie in the file. */
export type StoredAs = 'float32' | 'float16' | 'int8' | 'int4';

/** What is changed before the numbers are stored. */
export type ChangeName = 'low-rank' | 'prune' | 'hashed' | 'rare-ids';

/** One way of compressing: changes in their order, then the form of the numbers. */
export interface CompressionMethod {
  /** As it was asked for, e.g. `low-rank:4+int8`. */
  readonly name: string;
  readonly changes: readonly { readonly kind: ChangeName; readonly amount: number }[];
  readonly storedAs: StoredAs;
  /** Of `int4`: columns a scale. */
  readonly groupWidth: number;
}

/** What an amount means, where none is given, and what it may be. */
const changes: Readonly<
  Record<ChangeName, { readonly standard: number; readonly isFit: (x: number) => boolean; expected: string }>
> = {
  'low-rank': { standard: 4, isFit: (x) => Number.isInteger(x) && x >= 1, expected: 'a rank of at least 1' },
  prune: { standard: 0.5, isFit: (x) => x > 0 && x < 1, expected: 'a share above 0 and below 1' },
  hashed: { standard: 0.5, isFit: (x) => x > 0 && x < 1, expected: 'rows an id above 0 and below 1' },
  'rare-ids': {
    standard: 5,
    isFit: (x) => Number.isInteger(x) && x >= 1,
    expected: 'the fewest interactions, at least 1',
  },
};

const storedAs: readonly StoredAs[] = ['float32', 'float16', 'int8', 'int4'];
const known = [...storedAs, ...Object.keys(changes)];
const GROUP = 16;

/**
 * Parses steps with `+` between them, each with its amount behind a colon where it has one: `int8`, `int4:8` (columns a
 * scale, 16 where not given), `low-rank:4+int8`, `prune:0.5`, `hashed:0.25`, `rare-ids:5+int8`. Numbers stay in single
 * precision where no form is given; what was pruned is kept in half precision beside a bit a number.
 * @throws InputError naming the step
 */
export function parseCompression(text: string): CompressionMethod {
  const method = { name: text, changes: [] as { kind: ChangeName; amount: number }[] };
  let form: StoredAs = 'float32';
  let groupWidth = GROUP;
  const steps = text.split('+');
  for (const [place, step] of steps.entries()) {
    const [name, amountText] = step.trim().split(':');
    const amount = amountText === undefined ? null : Number(amountText);
    if (storedAs.includes(name as StoredAs)) {
      if (place !== steps.length - 1)
        throw new InputError(
          `method ${text}: expected ${name} as the last step, found ${steps[place + 1]} behind it`,
        );
      form = name as StoredAs;
      groupWidth = groupWidthOf(text, form, amount);
    } else method.changes.push(changeOf(text, name, amount));
  }
  if (method.changes.some(({ kind }) => kind === 'prune') && !['float32', 'float16'].includes(form))
    throw new InputError(
      `method ${text}: expected prune alone or with float16, found ${form}; the numbers that are kept lie in half precision`,
    );
  return { ...method, storedAs: form, groupWidth };
}

function groupWidthOf(text: string, form: StoredAs, amount: number | null): number {
  if (amount === null) return GROUP;
  if (form === 'int4' && Number.isInteger(amount) && amount >= 1) return amount;
  throw new InputError(`method ${text}: expected int4:<columns a scale> or ${form} without a number`);
}

function changeOf(text: string, name: string, amount: number | null) {
  if (!Object.hasOwn(changes, name)) {
    throw new InputError(
      `method ${text}: unknown step "${name}"; did you mean "${nearestName(name, known)}"? Known: ${known.join(', ')}`,
    );
  }
  const kind = name as ChangeName;
  const { standard, isFit, expected } = changes[kind];
  const own = amount ?? standard;
  if (isFit(own)) return { kind, amount: own };
  throw new InputError(`method ${text}: expected ${expected} behind ${name}:, found ${own}`);
}
