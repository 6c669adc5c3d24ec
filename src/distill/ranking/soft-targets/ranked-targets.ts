import type { Contexts } from '../../../data/contexts';
import { InputError } from '../../../errors';
import { sha256 } from '../../../files/hash';
import type { StoredTeacher, StoredVectors } from '../stored-teacher';

/** Where ranked targets come from; a student may only learn from those that match its data, split and queries. */
export interface RankedSource {
  /** Hash of the teacher's weights, or of all its members', or of the file that it wrote */
  readonly teacher: string;
  /** `RecommendationData.hash` */
  readonly data: string;
  /** `Split.hash` */
  readonly split: string;
  /** Hash of the queries that were asked, in their order: {@link queriesHash} */
  readonly queries: string;
  /** Items that could have been ranked */
  readonly catalogue: number;
}

/** The names of a source's parts. */
export const sourceNames = ['teacher', 'data', 'split', 'queries', 'catalogue'] as const;

/**
 * What a teacher said about queries, once: the k best items of each, best first, and their logits. A temperature is
 * applied when they are read, never when they are kept.
 */
export interface RankedTargets extends StoredTeacher {
  readonly source: RankedSource;
}

/** A name for a list of queries: it changes with any of them and with their order. */
export function queriesHash({ users, sequences, width, rows, lengths }: Contexts): string {
  return sha256(users, sequences, String(width), rows, lengths);
}

function checkLengths(where: string, { contexts, k, items, logits }: RankedTargets): void {
  const isWhole = Number.isInteger(contexts) && contexts >= 0 && Number.isInteger(k) && k >= 1;
  if (isWhole && items.length === contexts * k && logits.length === contexts * k) return;
  throw new InputError(
    `${where}: expected the ${k} best items and logits of each of ${contexts} contexts, found ${items.length} items and ${logits.length} logits`,
  );
}

function checkVectors(where: string, name: string, vectors: StoredVectors | undefined, rows: number): void {
  if (vectors === undefined || vectors.values.length === rows * vectors.width) return;
  throw new InputError(
    `${where}: ${name} must be [${rows}, ${vectors.width}], found ${vectors.values.length} numbers`,
  );
}

/** What is wrong with the list of one context, or null; `heldBy[item]` is the last context that had the item. */
function faultOf(targets: RankedTargets, context: number, heldBy: Int32Array): string | null {
  const { k, items, logits, source } = targets;
  for (let at = context * k; at < (context + 1) * k; at++) {
    const [item, logit] = [items[at], logits[at]];
    if (!(item >= 0 && item < source.catalogue)) return `item ${item}; expected 0 .. ${source.catalogue - 1}`;
    if (heldBy[item] === context) return `item ${item} twice; expected each once`;
    if (!Number.isFinite(logit)) return `the logit ${logit}; expected finite numbers`;
    if (at > context * k && logit > logits[at - 1])
      return `${logit} after ${logits[at - 1]}; expected the best first`;
    heldBy[item] = context;
  }
  return null;
}

/** @throws InputError if lengths do not agree, or a list has unknown or repeated items, is not sorted or not finite */
export function checkRankedTargets(where: string, targets: RankedTargets): void {
  checkLengths(where, targets);
  checkVectors(where, 'hidden', targets.hidden, targets.contexts);
  checkVectors(where, 'itemVectors', targets.itemVectors, targets.source.catalogue);
  const heldBy = new Int32Array(targets.source.catalogue).fill(-1);
  for (let context = 0; context < targets.contexts; context++) {
    const fault = faultOf(targets, context, heldBy);
    if (fault !== null) throw new InputError(`${where}: the list of context ${context} holds ${fault}`);
  }
}
