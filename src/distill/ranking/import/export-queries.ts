import { join } from 'node:path';
import type { Contexts } from '../../../data/contexts';
import type { RecommendationData } from '../../../data/recommendation-data';
import { checkOptions } from '../../../errors';
import { writeFileAtomic } from '../../../files/atomic-write';

function jsonLines(records: Iterable<object>): string {
  return Array.from(records, (record) => `${JSON.stringify(record)}\n`).join('');
}

/**
 * Writes what a teacher elsewhere needs to rank candidates: `queries.jsonl` with { user, context, candidates } (ids;
 * `user` null where nobody known stands behind the context) and `items.jsonl` with { id, text }. What the teacher
 * answers, a list for each query with the same `user` and `context`, `importSoftTargets` takes.
 * @param options.candidates the items that the teacher is to score for a query, by the query's number
 * @returns the paths of the two files
 */
export function exportQueries(options: {
  readonly folder: string;
  readonly data: RecommendationData;
  readonly contexts: Contexts;
  readonly candidates: (query: number) => Int32Array;
}): { queries: string; items: string } {
  checkOptions('exportQueries', options, ['folder', 'data', 'contexts', 'candidates']);
  const { folder, data, contexts, candidates } = options;
  const { users, sequences, width, rows, lengths } = contexts;
  const idsOf = (items: Int32Array) => Array.from(items, (item) => data.items.ids[item]);
  const queries = Array.from(rows, (row, query) => ({
    user: data.users.ids[users[row]] ?? null,
    context: idsOf(sequences.subarray(row * width, row * width + lengths[query])),
    candidates: idsOf(candidates(query)),
  }));
  const items = data.items.ids.map((id, i) => ({ id, text: data.items.texts[i] }));
  const paths = { queries: join(folder, 'queries.jsonl'), items: join(folder, 'items.jsonl') };
  writeFileAtomic(paths.queries, jsonLines(queries));
  writeFileAtomic(paths.items, jsonLines(items));
  return paths;
}
