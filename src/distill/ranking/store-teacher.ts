import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions, InputError } from '../../errors';
import type { Scorer } from '../../models/ranking/ranking-model';
import { topKOf } from './soft-targets/top-k';
import type { StoredTeacher } from './stored-teacher';

/** Queries scored at a time. */
const BLOCK = 256;

/**
 * What a scorer in memory says of queries, once: its k best items of each. `scoreRankedTargets` does the same with a
 * source that a cache can be kept by, and for teachers that answer late.
 * @param options.exclude whether it may recommend what a query knows already
 * @throws InputError where fewer than k items are left to a query, or a score is not finite
 */
export function storeTeacher(options: {
  readonly teacher: Scorer;
  readonly contexts: Contexts;
  readonly k: number;
  readonly exclude: 'seen' | 'nothing';
}): StoredTeacher {
  checkOptions('storeTeacher', options, ['teacher', 'contexts', 'k', 'exclude']);
  const { teacher, contexts, k, exclude } = options;
  if (!(Number.isInteger(k) && k >= 1 && k <= teacher.items)) {
    throw new InputError(`storeTeacher: k must be a whole number from 1 to ${teacher.items}, found ${k}`);
  }
  const total = contexts.rows.length;
  const items = new Int32Array(total * k);
  const logits = new Float32Array(total * k);
  for (let from = 0; from < total; from += BLOCK) {
    const queries = Int32Array.from({ length: Math.min(BLOCK, total - from) }, (_, i) => from + i);
    const block = takeContexts({ contexts, queries });
    const seen = exclude === 'seen' ? (row: number) => knownItems(block, row) : null;
    const top = topKOf({ scores: teacher.score(block), items: teacher.items, k, exclude: seen });
    items.set(top.items, from * k);
    logits.set(top.logits, from * k);
  }
  return { contexts: total, k, items, logits };
}
