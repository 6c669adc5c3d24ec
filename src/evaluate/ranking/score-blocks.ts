import { InputError } from '../../errors';
import { checkCount } from './checks';

/** Scores of all items for the queries `from` to `to` (exclusive): [to − from, items], row-major, larger is better. */
export type ScoreBlock = (from: number, to: number) => Float32Array | Promise<Float32Array>;

/** Queries over a catalogue, scored block by block. */
export interface BlockwiseScores {
  readonly items: number;
  readonly queries: number;
  readonly scoreBlock: ScoreBlock;
  /** Queries scored at once; where it is left out, as many as make 16 MiB of scores. It changes no result. */
  readonly blockSize?: number;
  /** Looked at between blocks. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export const blockwiseOptions = [
  'items',
  'queries',
  'scoreBlock',
  'blockSize',
  'signal',
  'onProgress',
] as const;

const scoresAtOnce = 2 ** 22;

/**
 * Visits every query with its scores, a view that is valid during the visit only.
 * @throws InputError on a block of another size than asked for; the signal's reason if it aborts
 */
export async function forEachQuery(
  where: string,
  options: BlockwiseScores,
  visit: (query: number, scores: Float32Array) => void,
): Promise<void> {
  const { items, queries, scoreBlock, signal, onProgress } = options;
  const { blockSize = Math.max(1, Math.floor(scoresAtOnce / items)) } = options;
  for (const [name, value] of Object.entries({ items, queries, blockSize })) checkCount(where, name, value);
  for (let from = 0; from < queries; from += blockSize) {
    signal?.throwIfAborted();
    const to = Math.min(queries, from + blockSize);
    const block = await scoreBlock(from, to);
    if (block.length !== (to - from) * items) {
      throw new InputError(
        `${where}: scoreBlock(${from}, ${to}) gave ${block.length} scores; expected ${to - from} queries x ${items} items`,
      );
    }
    for (let query = from; query < to; query++) {
      visit(query, block.subarray((query - from) * items, (query - from + 1) * items));
    }
    onProgress?.(to, queries);
  }
}
