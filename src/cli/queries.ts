import type { Command } from 'commander';
import { addQueryOptions } from './distill/query-options';
import type { QueriesFlags } from './queries/run-queries';

const examples = `
Examples:
  recdistill queries --interactions visits.tsv --items products.csv --out asked
  recdistill queries --dataset ml-100k --min-rating 4 --candidates 50 --out asked
  python examples/score-with-transformers.py --model gpt2 --queries asked/queries.jsonl --items asked/items.jsonl --out lists.jsonl
  recdistill distill --task ranking --interactions visits.tsv --items products.csv --soft-targets lists.jsonl

queries.jsonl has a line a query, { user, context, candidates }, items.jsonl one an item, { id, text }. A teacher answers
with a line a query, { user, context, items, logits | scores | ranks }. The candidates are what was taken near the
items of the query, then what is popular; as many as the profile keeps of a list where --candidates is not given.
distill wants the same options of data, split, seed, profile, --seen and --max-length.
Exit codes: 0 done, 1 failed, 2 bad usage or bad input.`;

async function run(flags: QueriesFlags): Promise<void> {
  // TensorFlow is loaded only where something is computed
  const { runQueries } = await import('./queries/run-queries.js');
  await runQueries(flags);
}

/** Adds `recdistill queries`. */
export function registerQueries(program: Command): void {
  const command = program
    .command('queries')
    .summary('what a ranking teacher elsewhere must answer, as files')
    .description(
      'Writes the training queries of a ranking task, each with candidates, and the items with their texts, for a teacher that runs elsewhere. Its answers teach the students of distill --soft-targets. Nothing that is held out is written.',
    );
  addQueryOptions(command)
    .requiredOption('--out <folder>', 'where queries.jsonl and items.jsonl go')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', examples)
    .action(run);
}
