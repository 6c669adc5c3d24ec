import type { Contexts } from '../../../data/contexts';
import { knownItems } from '../../../data/known-items';
import { takeContexts } from '../../../data/take-contexts';
import { checkOptions, InputError } from '../../../errors';
import { queriesHash, type RankedTargets } from './ranked-targets';
import { topKOf } from './top-k';

/** Whether a teacher may recommend what a query knows already. */
export type Exclusion = 'seen' | 'nothing';

/** Options of {@link scoreRankedTargets}. */
export interface ScoreRankedTargetsOptions {
  /** Hashes of the teacher, the data and the split. */
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  readonly contexts: Contexts;
  /** Size of the catalogue. */
  readonly items: number;
  readonly k: number;
  readonly exclude: Exclusion;
  /** Queries scored at a time: memory is that times the catalogue. */
  readonly blockSize: number;
  /** The teacher's scores, [queries, items] row-major, unscaled; a `Scorer`'s `score` fits. */
  readonly score: (contexts: Contexts) => Float32Array | Promise<Float32Array>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const KNOWN = [
  ...['teacher', 'data', 'split', 'contexts', 'items', 'k', 'exclude', 'blockSize', 'score'],
  ...['onProgress', 'signal'],
];

async function rankBlock(
  options: ScoreRankedTargetsOptions,
  block: Contexts,
): Promise<{ items: Int32Array; logits: Float32Array }> {
  const { items, k, exclude, score } = options;
  const scores = await score(block);
  if (scores.length !== block.rows.length * items) {
    throw new InputError(
      `scoreRankedTargets: expected ${block.rows.length} x ${items} scores, found ${scores.length}; does the teacher rank the same catalogue?`,
    );
  }
  return topKOf({ scores, items, k, exclude: exclude === 'seen' ? (row) => knownItems(block, row) : null });
}

/**
 * Has a teacher rank the catalogue for queries, and keeps the k best of each.
 * @throws InputError for scores that are not finite or do not fit, and where fewer than k items are left to a query
 */
export async function scoreRankedTargets(options: ScoreRankedTargetsOptions): Promise<RankedTargets> {
  checkOptions('scoreRankedTargets', options, KNOWN);
  const { teacher, data, split, contexts, items: catalogue, k, blockSize, onProgress, signal } = options;
  if (!(Number.isInteger(blockSize) && blockSize >= 1))
    throw new InputError(
      `scoreRankedTargets: blockSize must be a whole number of 1 or more, found ${blockSize}`,
    );
  const total = contexts.rows.length;
  const items = new Int32Array(total * k);
  const logits = new Float32Array(total * k);
  for (let from = 0; from < total; from += blockSize) {
    signal?.throwIfAborted();
    const queries = Int32Array.from({ length: Math.min(blockSize, total - from) }, (_, i) => from + i);
    const top = await rankBlock(options, takeContexts({ contexts, queries }));
    items.set(top.items, from * k);
    logits.set(top.logits, from * k);
    onProgress?.(from + queries.length, total);
  }
  const source = { teacher, data, split, queries: queriesHash(contexts), catalogue };
  return { contexts: total, k, items, logits, source };
}
