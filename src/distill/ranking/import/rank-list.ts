import { InputError } from '../../../errors';
import type { GivenList, ValueKind } from './given-list';

/** How numbers of a kind become logits. */
export interface LogitScale {
  /** logit = scoreScale · score */
  readonly scoreScale: number | undefined;
  /** logit = -rankExponent · ln(rank) */
  readonly rankExponent: number | undefined;
}

const FLAG_OF = { scoreScale: '--score-scale', rankExponent: '--rank-exponent' } as const;
const SCALE_OF = { scores: 'scoreScale', ranks: 'rankExponent' } as const;

/** @throws InputError unless the scale that the kind needs is given, and no other */
export function checkScale(kind: ValueKind, scale: LogitScale): void {
  const needed = kind === 'logits' ? null : SCALE_OF[kind];
  for (const name of Object.values(SCALE_OF)) {
    const value = scale[name];
    if (name === needed ? value !== undefined && value > 0 && Number.isFinite(value) : value === undefined)
      continue;
    throw new InputError(
      name === needed
        ? `importSoftTargets: the file holds ${kind}, which have no scale of their own; ${name} must be a number above 0, found ${value} (${FLAG_OF[name]})`
        : `importSoftTargets: ${name} has no meaning for a file of ${kind}; leave it out`,
    );
  }
}

function toLogit(kind: ValueKind, value: number, { scoreScale = 1, rankExponent = 1 }: LogitScale): number {
  if (kind === 'ranks') return -rankExponent * Math.log(value);
  return kind === 'scores' ? scoreScale * value : value;
}

function checkItems({ items, kind, values, place }: GivenList, known: ReadonlyMap<string, number>): void {
  const seen = new Set<string>();
  items.forEach((item, i) => {
    if (!known.has(item))
      throw new InputError(
        `${place}: expected items of the catalogue, found "${item}", which it does not have`,
      );
    if (seen.has(item)) throw new InputError(`${place}: expected each item once, found "${item}" twice`);
    if (kind === 'ranks' && !(values[i] >= 1))
      throw new InputError(`${place}: expected ranks from 1, found ${values[i]} for item "${item}"`);
    seen.add(item);
  });
}

/**
 * The k best items of a list and their logits, best first; of equal ones, those that stand first in the file.
 * @param known indices of the catalogue's items by id
 * @throws InputError naming the place of an unknown or repeated item, or of a list with fewer than k
 */
export function rankList(
  list: GivenList,
  known: ReadonlyMap<string, number>,
  { k, scale }: { readonly k: number; readonly scale: LogitScale },
): { items: Int32Array; logits: Float32Array } {
  checkItems(list, known);
  if (list.items.length < k) {
    throw new InputError(
      `${list.place}: expected at least k = ${k} items in every list, found ${list.items.length}; ask for fewer`,
    );
  }
  const logits = list.values.map((value) => Math.fround(toLogit(list.kind, value, scale)));
  const bad = logits.findIndex((logit) => !Number.isFinite(logit));
  if (bad >= 0)
    throw new InputError(
      `${list.place}: expected logits within single precision, found ${list.values[bad]} for item "${list.items[bad]}"`,
    );
  const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b).slice(0, k);
  return {
    items: Int32Array.from(order, (i) => known.get(list.items[i]) as number),
    logits: Float32Array.from(order, (i) => logits[i]),
  };
}
