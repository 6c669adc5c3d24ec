import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { takeContexts } from '../../data/take-contexts';
import type { Random } from '../../random';
import { slices } from '../../train/fit';

/** Whole sequences with all their queries, over the items that they hold alone. */
export interface SequenceBatch {
  /** The items that stand in the batch, as the catalogue numbers them. */
  readonly items: Int32Array;
  /** Over the batch's own item numbers. */
  readonly contexts: Contexts;
  readonly targets: Int32Array;
}

export interface SequencePairs {
  readonly contexts: Contexts;
  /** [queries], what came next */
  readonly targets: Int32Array;
}

/** The sequences that anything is asked about, with their queries. */
export function queriesBySequence({ contexts }: SequencePairs): readonly Int32Array[] {
  const queries: number[][] = Array.from({ length: contexts.users.length }, () => []);
  contexts.rows.forEach((row, query) => {
    queries[row].push(query);
  });
  return queries.filter((own) => own.length > 0).map((own) => Int32Array.from(own));
}

/** Draws an epoch: at most `perEpoch` of the sequences, in batches of `perBatch`; the queries of each batch. */
export function drawSequences(options: {
  readonly sequences: readonly Int32Array[];
  readonly perBatch: number;
  readonly perEpoch: number;
  readonly random: Random;
}): Int32Array[] {
  const { sequences, perBatch, perEpoch, random } = options;
  const drawn = random.permutation(sequences.length).subarray(0, perEpoch);
  return slices(drawn, perBatch).map((rows) =>
    Int32Array.from(Array.from(rows, (row) => [...sequences[row]]).flat()),
  );
}

function itemsOf({ contexts, targets }: SequencePairs, queries: Int32Array): Set<number> {
  const items = new Set<number>();
  for (const query of queries) {
    items.add(targets[query]);
    for (const item of knownItems(contexts, query)) items.add(item);
  }
  return items;
}

/** Some queries over the items that they hold alone. */
export function batchOfQueries(pairs: SequencePairs, queries: Int32Array): SequenceBatch {
  const items = Int32Array.from(itemsOf(pairs, queries)).sort();
  const place = new Map(Array.from(items, (item, row) => [item, row]));
  const placeOf = (item: number) => place.get(item) ?? -1;
  const contexts = takeContexts({ contexts: pairs.contexts, queries });
  return {
    items,
    contexts: { ...contexts, sequences: contexts.sequences.map(placeOf) },
    targets: queries.map((query) => placeOf(pairs.targets[query])),
  };
}

/**
 * The probability that a batch of `perBatch` sequences holds an item: 1 - (1 - m)^perBatch, where m is the share of the
 * sequences that do. 0 for an item that stands in none.
 */
export function inclusionProbabilities(
  pairs: SequencePairs,
  options: { readonly sequences: readonly Int32Array[]; readonly items: number; readonly perBatch: number },
): Float32Array {
  const { sequences, items, perBatch } = options;
  const counts = new Float32Array(items);
  for (const queries of sequences) for (const item of itemsOf(pairs, queries)) counts[item]++;
  return counts.map((count) => 1 - (1 - count / sequences.length) ** perBatch);
}
