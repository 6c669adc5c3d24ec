import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import { trainingExamples } from './training-examples';

/**
 * What a teacher elsewhere must be asked so that every training query has a list: the training queries of
 * `runImportedRanking` with the same split and `maxLength`, of equal ones the first.
 */
export function teacherQueries(split: Split, maxLength: number): Contexts {
  const { contexts } = trainingExamples({ split, maxLength, most: null, seed: 0 });
  const asked = new Set<string>();
  const queries = Int32Array.from(contexts.rows.keys()).filter((query) => {
    const key = `${contexts.users[contexts.rows[query]]}:${knownItems(contexts, query)}`;
    if (asked.has(key)) return false;
    asked.add(key);
    return true;
  });
  return takeContexts({ contexts, queries });
}
