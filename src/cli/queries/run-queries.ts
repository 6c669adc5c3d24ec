import { exportQueries } from '../../distill/ranking/import/export-queries';
import { type QueryFlags, teacherQueriesFromFlags } from '../distill/teacher-queries';

export interface QueriesFlags extends QueryFlags {
  readonly out: string;
  readonly json?: boolean;
}

/** `recdistill queries`, once its options are read. */
export async function runQueries(flags: QueriesFlags): Promise<void> {
  const { split, contexts, candidates } = await teacherQueriesFromFlags(flags);
  const { data } = split;
  const files = exportQueries({
    folder: flags.out,
    data,
    contexts,
    candidates: (query) => candidates[query],
  });
  const most = candidates.reduce((longest, { length }) => Math.max(longest, length), 0);
  const written = {
    dataset: data.name,
    split: split.name,
    queries: contexts.rows.length,
    items: data.items.ids.length,
    candidates: most,
    files,
  };
  if (flags.json) process.stdout.write(`${JSON.stringify(written, null, 2)}\n`);
  else
    process.stdout.write(
      `${files.queries}: ${written.queries} queries, up to ${most} candidates each\n${files.items}: ${written.items} items\n`,
    );
}
