import { checkOptions } from '../errors';
import type { BertEncoder } from './bert-encoder';
import { batchesByLength, batchTokens } from './token-batch';
import type { TextTokenizer } from './tokenizer';

export interface EncodeTextsOptions {
  encoder: BertEncoder;
  tokenizer: TextTokenizer;
  texts: readonly string[];
  /** Longer texts are cut. */
  maxTokens: number;
  /** Most tokens computed at once; about 2,000 keep two cores busy. Changes the speed, not the vectors. */
  tokensPerBatch: number;
  /** Told after each batch, in texts; `total` counts equal texts once. */
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

export const encodeTextsOptions = [
  'encoder',
  'tokenizer',
  'texts',
  'maxTokens',
  'tokensPerBatch',
  'onProgress',
  'signal',
] as const;

/**
 * Text vectors in inference mode, the mean over each text's tokens. Equal texts are encoded once; batches hold texts
 * of like length. The event loop runs between batches.
 * @returns [texts, encoder.width], row-major, not normalised
 * @throws the signal's reason if it aborts
 */
export async function encodeTexts(options: EncodeTextsOptions): Promise<Float32Array> {
  checkOptions('encodeTexts', options, encodeTextsOptions);
  const { encoder, tokenizer, texts, maxTokens, tokensPerBatch, onProgress, signal } = options;
  const distinct = [...new Set(texts)];
  const rowOf = new Map(distinct.map((text, row) => [text, row]));
  const tokens = tokenizer.encode(distinct, { maxTokens });
  const lengths = tokens.map((row) => row.length);
  const width = encoder.width;
  const rows = new Float32Array(distinct.length * width);
  let done = 0;
  for (const batch of batchesByLength({ lengths, tokensPerBatch, random: null })) {
    signal?.throwIfAborted();
    const chosen = Array.from(batch, (row) => tokens[row]);
    const vectors = encodeBatch(encoder, chosen, tokenizer.padId);
    batch.forEach((row, i) => {
      rows.set(vectors.subarray(i * width, (i + 1) * width), row * width);
    });
    done += batch.length;
    onProgress?.({ done, total: distinct.length });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const table = new Float32Array(texts.length * width);
  texts.forEach((text, i) => {
    const row = rowOf.get(text) as number;
    table.set(rows.subarray(row * width, (row + 1) * width), i * width);
  });
  return table;
}

function encodeBatch(encoder: BertEncoder, tokens: readonly Int32Array[], padId: number): Float32Array {
  const vectors = encoder.embed({ batch: batchTokens({ tokens, padId }), training: false, random: null });
  const values = vectors.dataSync() as Float32Array;
  vectors.dispose();
  return values;
}
