import { InputError } from '../errors';
import type { Random } from '../random';

/** Texts of one batch as token numbers, short rows filled at their end. */
export interface TokenBatch {
  /** [texts, width], row-major */
  readonly ids: Int32Array;
  /** Tokens of each text, marks included: [texts] */
  readonly lengths: Int32Array;
  /** Tokens of the longest text. */
  readonly width: number;
}

/**
 * Puts token rows into one rectangle, as wide as the longest of them.
 * @param options.padId fills short rows at their end
 * @returns ids [texts, width], row-major, and each text's length
 */
export function batchTokens(options: { tokens: readonly Int32Array[]; padId: number }): TokenBatch {
  const { tokens, padId } = options;
  const lengths = Int32Array.from(tokens, (row) => row.length);
  const width = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const ids = new Int32Array(tokens.length * width).fill(padId);
  tokens.forEach((row, i) => {
    ids.set(row, i * width);
  });
  return { ids, lengths, width };
}

/**
 * Whether a model can read the batch.
 * @param past tokens that were read before
 * @throws InputError if a text is longer than the model's positions or a token is not in its vocabulary
 */
export function checkTokenBatch(
  where: string,
  { ids, lengths, width }: TokenBatch,
  { vocabulary, positions }: { vocabulary: number; positions: number },
  past = 0,
): void {
  if (ids.length === 0 || ids.length !== lengths.length * width) {
    throw new RangeError(`${where}: a batch of ${lengths.length} x ${width} tokens, found ${ids.length}`);
  }
  if (past + width > positions) {
    throw new InputError(
      `${where}: the model reads ${positions} tokens at most, found a text of ${past + width}; lower maxTokens`,
    );
  }
  checkTokens(where, ids, vocabulary);
}

/** @throws InputError if a token is not in the model's vocabulary */
export function checkTokens(where: string, ids: Int32Array, vocabulary: number): void {
  const foreign = ids.find((id) => id < 0 || id >= vocabulary);
  if (foreign === undefined) return;
  throw new InputError(
    `${where}: token ${foreign} is not among the model's ${vocabulary}; tokenizer and weights differ`,
  );
}

/**
 * Divides texts into batches of about equal length, so that next to no padding is computed: sorted by length, then cut
 * where the rectangle would pass `tokensPerBatch`.
 * @param lengths tokens of each text
 * @param random shuffles the batches, and texts of like length among each other; null keeps the order by length
 * @returns text numbers, a batch each
 */
export function batchesByLength(options: {
  lengths: ArrayLike<number>;
  tokensPerBatch: number;
  random: Random | null;
}): Int32Array[] {
  const { lengths, tokensPerBatch, random } = options;
  if (!(tokensPerBatch >= 1)) {
    throw new RangeError(`batchesByLength: tokensPerBatch must be >= 1, found ${tokensPerBatch}`);
  }
  const order =
    random?.permutation(lengths.length) ?? Int32Array.from({ length: lengths.length }, (_, i) => i);
  // A stable sort keeps the drawn order among texts of one length.
  const sorted = Array.from(order).sort((a, b) => lengths[a] - lengths[b]);
  const batches: Int32Array[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && lengths[sorted[end]] * (end + 1 - start) <= tokensPerBatch) end++;
    batches.push(Int32Array.from(sorted.slice(start, end)));
    start = end;
  }
  if (random === null) return batches;
  return Array.from(random.permutation(batches.length), (i) => batches[i]);
}
